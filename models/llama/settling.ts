import type { LlamaContextSequence, Token } from 'node-llama-cpp'

/** Uses the quiet after an answer to compute the conversation as the next prompt will read it. Without this,
 * templates such as Qwen3's, which write an earlier answer otherwise than it was made (without the empty think
 * block), would have the last answer computed again while its reader waits for the next. */
export type Settling = {
  /** Starts, if nothing else settles. Never throws. */
  readonly begin: (sequence: LlamaContextSequence, tokens: () => readonly number[]) => void
  /** Stops what is under way and resolves once the sequence is free, within one piece. */
  readonly stop: () => Promise<void>
  /** Resolves when all is settled. */
  readonly idle: () => Promise<void>
}

/** What a request that arrives in the middle waits for at most. */
const pieceTokens = 64
const lowestPriority = 1

/** `failed` hears why a guess came to nothing; the next prompt is computed from its beginning then. */
export function createSettling(failed: (error: unknown) => void): Settling {
  let current: { readonly abort: AbortController; readonly over: Promise<void> } | undefined
  return {
    begin(sequence, tokens) {
      if (current) return
      const abort = new AbortController()
      const over = settle(sequence, tokens, abort.signal)
        .catch(async (error: unknown) => {
          failed(error)
          // Nobody knows what the cache holds now.
          await sequence.clearHistory()
        })
        .catch(failed)
        .finally(() => {
          current = undefined
        })
      current = { abort, over }
    },
    async stop() {
      current?.abort.abort()
      await current?.over
    },
    idle: async () => current?.over,
  }
}

async function settle(
  sequence: LlamaContextSequence,
  wanted: () => readonly number[],
  signal: AbortSignal,
): Promise<void> {
  const tokens = wanted() as readonly Token[]
  if (tokens.length + 1 >= sequence.contextSize) return
  await sequence.adaptStateToTokens([...tokens], false)
  while (!signal.aborted && sequence.nextTokenIndex < tokens.length) {
    const next = sequence.nextTokenIndex
    const piece = tokens.slice(next, next + pieceTokens)
    await sequence.evaluateWithoutGeneratingNewTokens(piece, { evaluationPriority: lowestPriority })
  }
}
