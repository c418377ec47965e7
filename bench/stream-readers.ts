// The readers of bench/streams.ts: `ORIGIN TURN COUNT`. Prints a line when all streams have begun and one when all
// have ended. Plain sockets: fetch opens at most 256 connections at a time.

import { connect } from 'node:net'

const [origin = '', turnId = '', count = '1'] = process.argv.slice(2)
const { hostname, port, host } = new URL(origin)
const request = [
  `GET /api/v1/turns/${turnId}/events HTTP/1.1`,
  `Host: ${host}`,
  `Authorization: Bearer ${process.env.AURA_BENCH_TOKEN}`,
  'Connection: close',
  '\r\n',
].join('\r\n')

let begun = 0
let ended = 0
for (let index = 0; index < Number(count); index += 1) {
  const socket = connect(Number(port), hostname, () => socket.write(request))
  let hasBegun = false
  let tail = ''
  socket.on('data', (data) => {
    if (!hasBegun) {
      hasBegun = true
      begun += 1
      if (begun === Number(count)) console.log('begun')
    }
    tail = (tail + data.toString('latin1')).slice(-600)
  })
  socket.on('close', () => {
    if (!tail.includes('event: done')) console.error('a stream ended early')
    ended += 1
    if (ended === Number(count)) console.log('ended')
  })
}
