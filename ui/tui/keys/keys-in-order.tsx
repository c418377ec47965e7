import type { EventEmitter } from 'node:events'
import { useInput, usePaste, useStdin } from 'ink'
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useRef, useState } from 'react'
import { plainText } from '../text/plain-text.ts'
import { type KeyPress, keyPresses } from './key-press.ts'

/** What it returns as a string is what it left of a text, for whoever has the keys then. */
type Handler = (press: KeyPress) => unknown

const HandlersContext = createContext<Set<Handler>>(new Set())

/** Every way a terminal writes F1. Ink parses it but does not tell it to `useInput`. */
const f1Sequences = new Set([
  '\u001bOP',
  '\u001b[P',
  '\u001b[11~',
  '\u001b[[A',
  '\u001b[57364u',
  '\u001b[1;1P',
])

/** Hands presses to whoever uses the keys, one after another: each is handled only when what the one before changed
 * is on the screen, also when a terminal sends many at once. A paste is one press, whatever it holds. */
export function KeysInOrder({ children }: { readonly children: ReactNode }) {
  const handlers = useRef(new Set<Handler>())
  const waiting = useRef<KeyPress[]>([])
  const [round, setRound] = useState(0)

  function enqueue(...presses: readonly KeyPress[]): void {
    waiting.current.push(...presses)
    setRound((before) => before + 1)
  }
  useInput((input, key) => enqueue(...keyPresses(input, key)))
  usePaste((text) => enqueue({ type: 'text', text: plainText(text) }))

  const { internal_eventEmitter: sequences } = useStdin() as { internal_eventEmitter?: EventEmitter }
  const onSequence = useEffectEvent((sequence: unknown) => {
    if (typeof sequence === 'string' && f1Sequences.has(sequence)) enqueue({ type: 'key', name: 'f1' })
  })
  useEffect(() => {
    sequences?.on('input', onSequence)
    return () => void sequences?.off('input', onSequence)
  }, [sequences])

  const deliver = useEffectEvent(() => {
    const press = waiting.current.shift()
    if (!press) return
    for (const handler of [...handlers.current]) {
      const rest = handler(press)
      if (typeof rest === 'string' && rest) waiting.current.unshift({ type: 'text', text: rest })
    }
    if (waiting.current.length > 0) setRound((before) => before + 1)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round delivers one press
  useEffect(() => deliver(), [round])

  return <HandlersContext value={handlers.current}>{children}</HandlersContext>
}

/** Hands every press to `onPress` while `isActive`. */
export function useKeys(onPress: Handler, isActive: boolean): void {
  const handlers = useContext(HandlersContext)
  const handle = useEffectEvent(onPress)
  useEffect(() => {
    if (!isActive) return
    const handler: Handler = (press) => handle(press)
    handlers.add(handler)
    return () => void handlers.delete(handler)
  }, [isActive, handlers])
}
