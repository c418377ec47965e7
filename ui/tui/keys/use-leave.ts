import { useState } from 'react'

/** Leaving with something written takes two presses in a row. */
export function useLeave(onLeave: () => void): {
  /** The next press leaves. */
  readonly isAsked: boolean
  readonly leave: (hasDraft: boolean) => void
  /** Another key was pressed. */
  readonly stay: () => void
} {
  const [isAsked, setAsked] = useState(false)
  return {
    isAsked,
    leave: (hasDraft) => (hasDraft && !isAsked ? setAsked(true) : onLeave()),
    stay: () => setAsked(false),
  }
}

/** Said while the next press leaves. */
export const leaveHint = 'Ctrl+C again leaves; what is written here is lost'
