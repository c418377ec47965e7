import { Template } from '@huggingface/jinja'
import { AuraError } from '../../core/errors.ts'
import type { PromptMessage } from '../../core/model-runtime.ts'

/** A prompt in parts. `template` parts were written by the model's makers and may hold control tokens;
 * `plain` parts were written by people and never do. */
export type PromptPart = { readonly type: 'template' | 'plain'; readonly text: string }

export type ChatTemplate = {
  /** The prompt that asks for the next answer, without thinking. Throws `model-unsupported` when the
   * template refuses the messages. */
  readonly render: (messages: readonly PromptMessage[]) => readonly PromptPart[]
}

/** What every Qwen model understands, for files that carry no template. */
const chatMl = `{%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{%- endfor %}{{- '<|im_start|>assistant\\n' }}`

// Private-use characters around a number stand for the text of a message while the template runs: whatever
// the template does with it, no text of a person ever is part of what is read as template.
const placeholderOf = (index: number) => `\u{E000}${index}\u{E001}`
const placeholders = /\u{E000}(\d+)\u{E001}/u

const thinkStart = '<think>'
const thinkEnd = '</think>'

/** Reads a chat template (Jinja, as in `tokenizer.chat_template`). Throws `model-unsupported`. */
export function createChatTemplate(source: string | undefined, tokens: { eos: string }): ChatTemplate {
  const template = parse(source ?? chatMl)
  return {
    render(messages) {
      const rendered = run(template, {
        messages: messages.map(({ role }, index) => ({ role, content: placeholderOf(index) })),
        add_generation_prompt: true,
        enable_thinking: false,
        bos_token: '',
        eos_token: tokens.eos,
      })
      return withThinkingClosed(split(rendered, messages))
    },
  }
}

function parse(source: string): Template {
  try {
    return new Template(source)
  } catch (cause) {
    throw unusable(cause)
  }
}

function run(template: Template, values: Record<string, unknown>): string {
  try {
    return template.render(values)
  } catch (cause) {
    throw unusable(cause)
  }
}

function unusable(cause: unknown): AuraError {
  return new AuraError('model-unsupported', "The model's chat template cannot be used.", {
    why: 'It is not one that Aura understands, or it refuses this kind of conversation.',
    fix: 'Choose another build of the model, one made for chat.',
    cause,
  })
}

function split(rendered: string, messages: readonly PromptMessage[]): PromptPart[] {
  // With a group in the pattern, every second piece is the number of a message.
  const parts = rendered
    .split(placeholders)
    .map(
      (piece, index): PromptPart =>
        index % 2 === 0
          ? { type: 'template', text: piece }
          : { type: 'plain', text: messages[Number(piece)]?.text ?? '' },
    )
  return parts.filter((part) => part.text !== '')
}

/** Templates of models that always think open the thoughts themselves. Ours are over before they begin. */
function withThinkingClosed(parts: readonly PromptPart[]): readonly PromptPart[] {
  const last = parts.at(-1)
  if (last?.type !== 'template') return parts
  if (last.text.lastIndexOf(thinkStart) <= last.text.lastIndexOf(thinkEnd)) return parts
  return [...parts.slice(0, -1), { type: 'template', text: `${last.text.trimEnd()}\n\n${thinkEnd}\n\n` }]
}
