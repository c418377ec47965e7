/** What the strategy needs to know of an item, which stands for one sequence that has tokens to compute. */
export type BatchItem = { readonly tokens: readonly unknown[]; readonly evaluationPriority: number }

/** Prompt tokens that join a batch in which other chats wait for their next token. */
const promptTokensBesideAnswers = 128

/** Answers first, one token each; prompts fill what is left, in small pieces while answers run, so that a long
 * prompt never stalls a running chat. More urgent prompts before others, then in the order they have. */
export function decodeFirst<Item extends BatchItem>({
  items,
  size,
}: {
  readonly items: readonly Item[]
  readonly size: number
}): { item: Item; processAmount: number }[] {
  const answers = items.filter((item) => item.tokens.length === 1)
  const prompts = items
    .filter((item) => item.tokens.length > 1)
    .sort((a, b) => b.evaluationPriority - a.evaluationPriority)
  const chosen = answers.slice(0, size).map((item) => ({ item, processAmount: 1 }))
  let room = size - chosen.length
  if (chosen.length > 0) room = Math.min(room, promptTokensBesideAnswers)
  for (const item of prompts) {
    if (room <= 0) break
    const processAmount = Math.min(room, item.tokens.length)
    chosen.push({ item, processAmount })
    room -= processAmount
  }
  return chosen
}
