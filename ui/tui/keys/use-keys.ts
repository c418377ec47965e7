import type { EventEmitter } from 'node:events'
import { useInput, usePaste, useStdin } from 'ink'
import { useEffect, useEffectEvent } from 'react'
import { plainText } from '../text/plain-text.ts'
import { type KeyPress, keyPresses } from './key-press.ts'

/** Every way a terminal writes F1. Ink parses it but does not tell it to `useInput`. */
const f1Sequences = new Set([
  '\u001bOP',
  '\u001b[P',
  '\u001b[11~',
  '\u001b[[A',
  '\u001b[57364u',
  '\u001b[1;1P',
])

/** Hands every press to `onPress`, one at a time. A paste comes as one text, whatever it holds. */
export function useKeys(onPress: (press: KeyPress) => void, isActive: boolean): void {
  useInput(
    (input, key) => {
      for (const press of keyPresses(input, key)) onPress(press)
    },
    { isActive },
  )
  usePaste((text) => onPress({ type: 'text', text: plainText(text) }), { isActive })

  const { internal_eventEmitter: keys } = useStdin() as { internal_eventEmitter?: EventEmitter }
  const onSequence = useEffectEvent((sequence: unknown) => {
    if (typeof sequence === 'string' && f1Sequences.has(sequence)) onPress({ type: 'key', name: 'f1' })
  })
  useEffect(() => {
    if (!isActive || !keys) return
    keys.on('input', onSequence)
    return () => void keys.off('input', onSequence)
  }, [isActive, keys])
}
