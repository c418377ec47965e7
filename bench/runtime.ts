import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { GenerateRequest, ModelRuntime, Sampling } from '../core/model-runtime.ts'
import { writeQwen } from '../models/fixtures/qwen.ts'
import { createLlamaRuntime } from '../models/llama/llama-runtime.ts'
import { childCommand } from '../models/llama/testing.ts'

// bun bench/runtime.ts [--model FILE.gguf] [--threads N] [--tokens N] [--rounds N]
// What the runtime's child process costs a token, and what chats gain by being computed together. Peers and
// subject take turns in one run, so that a loaded machine hits both; the ratios are what counts.
const { values } = parseArgs({
  args: Bun.argv.slice(2),
  options: {
    model: { type: 'string' },
    threads: { type: 'string', default: '1' },
    tokens: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '5' },
  },
})
const threads = Number(values.threads)
const tokens = Number(values.tokens)
const rounds = Number(values.rounds)
const contextLength = 2048
const sampling: Sampling = { temperature: 0.8, topP: 0.95, topK: 40, minP: 0, repeatPenalty: 1, seed: 1 }
const question = 'Tell me about the sea and the stars.'

const directory = mkdtempSync(join(tmpdir(), 'aura-bench-'))
try {
  await main()
} finally {
  rmSync(directory, { recursive: true, force: true })
}
// The library in this process keeps threads of its own.
process.exit()

async function main(): Promise<void> {
  const modelPath = values.model ?? join(directory, 'tiny.gguf')
  if (!values.model) writeQwen(modelPath, { speech: { type: 'words', ends: false } })
  await using runtime = createLlamaRuntime({
    command: childCommand,
    env: process.env,
    selectModel: async () => ({ name: 'bench', path: modelPath }),
    gpu: 'off',
    threads,
    contextLength,
    parallel: 8,
    log() {},
  })
  const health = await runtime.start()
  if (health.state !== 'ready') throw new Error(JSON.stringify(health))
  const evaluate = await openLibrary(modelPath)

  const inProcess: number[] = []
  const inChild: number[] = []
  const together = new Map<number, number[]>([2, 4, 8].map((chats) => [chats, []]))
  for (let round = 0; round < rounds; round++) {
    inProcess.push(await evaluate())
    inChild.push(await talk(runtime, 1))
    for (const [chats, rates] of together) rates.push(await talk(runtime, chats))
  }
  const library = median(inProcess)
  const child = median(inChild)
  const overheadMs = 1000 / child - 1000 / library
  console.log(`library in this process, 1 chat    ${library.toFixed(1)} tokens/s`)
  console.log(
    `runtime child, 1 chat              ${child.toFixed(1)} tokens/s   ratio ${(child / library).toFixed(2)}`,
  )
  console.log(`cost of the child                  ${overheadMs.toFixed(3)} ms a token`)
  for (const [chats, rates] of together) {
    const rate = median(rates)
    console.log(
      `runtime child, ${chats} chats together     ${rate.toFixed(1)} tokens/s   ratio to one chat ${(rate / child).toFixed(2)}`,
    )
  }
}

/** Tokens a second of so many chats together, through the runtime. */
async function talk(runtime: ModelRuntime, chats: number): Promise<number> {
  let said = 0
  const startedAt = performance.now()
  const chat = async (index: number) => {
    const request: GenerateRequest = {
      messages: [{ role: 'user', text: `${index} ${question}` }],
      maxTokens: tokens,
      sampling,
    }
    for await (const event of runtime.generate(request, new AbortController().signal)) {
      if (event.type !== 'done') continue
      if (event.error) throw new Error(event.error.message)
      said += event.usage.completionTokens
    }
  }
  await Promise.all(Array.from({ length: chats }, (_, index) => chat(index)))
  return (said * 1000) / (performance.now() - startedAt)
}

/** The peer: node-llama-cpp's own loop in this process, from the same prompt. Gives tokens a second. */
async function openLibrary(modelPath: string): Promise<() => Promise<number>> {
  const { getLlama } = await import('node-llama-cpp')
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: 0,
  })
  const model = await llama.loadModel({ modelPath })
  const context = await model.createContext({ contextSize: contextLength, batchSize: 512, threads })
  const sequence = context.getSequence()
  const prompt = model.tokenize(
    `<|im_start|>user\n0 ${question}<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n`,
    true,
  )
  return async () => {
    await sequence.clearHistory()
    const startedAt = performance.now()
    let said = 0
    const { temperature, topP, topK, minP } = sampling
    for await (const token of sequence.evaluate(prompt, { temperature, topP, topK, minP, seed: 1 })) {
      model.detokenize([token])
      if (++said === tokens) break
    }
    return (said * 1000) / (performance.now() - startedAt)
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}
