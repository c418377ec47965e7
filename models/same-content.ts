import { type FileHandle, open } from 'node:fs/promises'

const pieceBytes = 1 << 20

/** Whether two files hold the same bytes. Reads no more than it must. */
export async function sameContent(first: string, second: string): Promise<boolean> {
  await using a = await open(first, 'r')
  await using b = await open(second, 'r')
  const [one, other] = await Promise.all([a.stat(), b.stat()])
  if (one.dev === other.dev && one.ino === other.ino) return true
  if (one.size !== other.size) return false
  const left = new Uint8Array(pieceBytes)
  const right = new Uint8Array(pieceBytes)
  for (let at = 0; at < one.size; at += pieceBytes) {
    const length = Math.min(pieceBytes, one.size - at)
    await Promise.all([fill(a, left, at, length), fill(b, right, at, length)])
    if (Buffer.compare(left.subarray(0, length), right.subarray(0, length)) !== 0) return false
  }
  return true
}

async function fill(file: FileHandle, bytes: Uint8Array, position: number, length: number): Promise<void> {
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done)
    if (bytesRead === 0) throw new Error('The file became shorter while it was read')
    done += bytesRead
  }
}
