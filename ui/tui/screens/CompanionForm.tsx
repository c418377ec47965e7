import { Box } from 'ink'
import { useState } from 'react'
import {
  type CompanionFields,
  type CompanionJson,
  companionLimits,
  type ShownError,
  unwrap,
} from '../../../core/http/client.ts'
import { languageMeant, nameOfLanguage } from '../../shared/languages.ts'
import { shownProblem } from '../chat/use-chat.ts'
import { Footer, footerRows, hintsOf } from '../components/Footer.tsx'
import { Header, headerRows } from '../components/Header.tsx'
import { Input, inputBorderRows, inputTextColumns } from '../components/Input.tsx'
import { useLook } from '../components/look.ts'
import { Notice } from '../components/Notice.tsx'
import { Tinted } from '../components/Tinted.tsx'
import { type Buffer, bufferOf } from '../editor/buffer.ts'
import { afterPress } from '../editor/key-edit.ts'
import { layOut } from '../editor/layout.ts'
import { actionOf } from '../keys/key-table.ts'
import { useKeys } from '../keys/keys-in-order.tsx'
import { leaveHint, useLeave } from '../keys/use-leave.ts'
import { cutToWidth } from '../text/graphemes.ts'
import { noticeLines } from '../text/notice.ts'
import { plainLine } from '../text/plain-text.ts'
import type { ScreenProps } from './screen.ts'

const fields = [
  { key: 'name', label: 'Name', hint: 'What you call them' },
  { key: 'personality', label: 'Personality', hint: 'Who they are, how they speak, what they care about' },
  { key: 'greeting', label: 'Greeting', hint: 'Their first words; may be empty' },
  { key: 'language', label: 'Language', hint: 'A name or a tag: Deutsch, en, pt-BR' },
] as const

type Field = (typeof fields)[number]['key']
type Draft = Readonly<Record<Field, Buffer>>

const labelColumns = 15

const isOneLine = (field: Field): boolean => field === 'name' || field === 'language'

function onOneLine({ text, cursor }: Buffer): Buffer {
  return { text: text.replaceAll('\n', ' '), cursor }
}

type Props = ScreenProps & {
  readonly starter: CompanionFields | undefined
  /** The one to edit; a new one is made without. */
  readonly editing: CompanionJson | undefined
  /** BCP 47 tag to begin with, where the starter has none. */
  readonly language: string
  readonly onSaved: (companion: CompanionJson) => void
  readonly onBack: () => void
}

/** Makes or edits a companion, field by field. */
export function CompanionForm(props: Props) {
  const { client, columns, rows, isActive } = props
  const look = useLook()
  const initial = props.editing ?? props.starter
  const [draft, setDraft] = useState<Draft>({
    name: bufferOf(initial?.name ?? ''),
    personality: bufferOf(initial?.personality ?? ''),
    greeting: bufferOf(initial?.greeting ?? ''),
    language: bufferOf(initial?.language ?? props.language),
  })
  const [begun] = useState(draft)
  const hasDraft = fields.some(({ key }) => draft[key].text !== begun[key].text)
  const leaving = useLeave(props.onLeave)
  const language = languageMeant(draft.language.text)
  const [at, setAt] = useState(0)
  const [problem, setProblem] = useState<ShownError>()
  const [isSaving, setSaving] = useState(false)
  const field = fields[at] ?? fields[0]
  const inputColumns = Math.min(columns - labelColumns - 2, 92)

  async function save(): Promise<void> {
    if (isSaving) return
    if (language === undefined) {
      setAt(fields.findIndex(({ key }) => key === 'language'))
      return setProblem({
        kind: 'invalid-input',
        message: 'The language is none that is known.',
        fix: 'Write a name or a tag, such as Deutsch, en or pt-BR.',
      })
    }
    setSaving(true)
    setProblem(undefined)
    try {
      const { name, personality, greeting } = draft
      const body = { name: name.text, personality: personality.text, greeting: greeting.text, language }
      const { companions } = client.api
      props.onSaved(
        await unwrap(
          props.editing ? companions({ id: props.editing.id }).patch(body) : companions.post(body),
        ),
      )
    } catch (error) {
      const shown = shownProblem(error)
      const named = fields.findIndex(({ key }) => shown.message.includes(` ${key}`))
      setProblem(shown)
      if (named >= 0) setAt(named)
      setSaving(false)
    }
  }

  useKeys((press) => {
    const buffer = draft[field.key]
    const name = press.type === 'key' ? press.name : press.text
    const everywhere = actionOf('everywhere', name, buffer.text === '')
    if (everywhere === 'leave') return leaving.leave(hasDraft)
    leaving.stay()
    if (everywhere === 'help') return props.onHelp()
    const action = press.type === 'key' ? actionOf('form', press.name, buffer.text === '') : undefined
    switch (action) {
      case 'next-field':
        return at === fields.length - 1 ? void save() : setAt(at + 1)
      case 'previous-field':
        return setAt(Math.max(0, at - 1))
      case 'save':
        return void save()
      case 'cancel':
        return props.onBack()
      case undefined: {
        const next = afterPress(buffer, press, inputTextColumns(inputColumns))
        if (next.text !== buffer.text) setProblem(undefined)
        return setDraft({ ...draft, [field.key]: isOneLine(field.key) ? onOneLine(next) : next })
      }
      default:
        return action satisfies never
    }
  }, isActive)

  const notice = problem ? noticeLines(problem, columns - 6) : []
  const free = rows - headerRows - footerRows - notice.length - fields.length * inputBorderRows - 1
  const mostRows = (key: Field) => (isOneLine(key) ? 1 : Math.max(1, Math.floor((free - 2) / 2)))
  const heightOf = (key: Field) =>
    Math.min(mostRows(key), layOut(draft[key].text, inputTextColumns(inputColumns)).length) + inputBorderRows
  const yOf = (index: number) => fields.slice(0, index).reduce((y, { key }) => y + heightOf(key), headerRows)
  const limit = companionLimits[field.key]
  const length = draft[field.key].text.length

  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header
        columns={columns}
        title={props.editing ? `Edit ${plainLine(props.editing.name)}` : 'New companion'}
        aura={look.accent}
      />
      <Box flexDirection="column" flexGrow={1} overflow="hidden">
        {fields.map(({ key, label, hint }, index) => (
          <Box key={key} flexShrink={0} height={heightOf(key)}>
            <Box width={labelColumns} paddingLeft={1} paddingTop={1} flexDirection="column">
              <Tinted tint={index === at ? look.accent : look.muted} bold={index === at}>
                {`${index === at ? '❯' : ' '} ${label}`}
              </Tinted>
              {key === 'language' && language ? (
                <Tinted
                  tint={look.muted}
                >{`  ${cutToWidth(nameOfLanguage(language), labelColumns - 4)}`}</Tinted>
              ) : null}
            </Box>
            <Input
              buffer={draft[key]}
              columns={inputColumns}
              maxRows={mostRows(key)}
              placeholder={hint}
              origin={index === at && isActive ? { x: labelColumns, y: yOf(index) } : undefined}
            />
          </Box>
        ))}
      </Box>
      {problem ? <Notice lines={notice} tone="danger" /> : null}
      <Footer
        columns={columns}
        hints={
          leaving.isAsked
            ? [leaveHint]
            : isSaving
              ? ['Saving…']
              : hintsOf('form', at === fields.length - 1 ? { 'next-field': 'save' } : {})
        }
        facts={leaving.isAsked ? [] : factsOf(field.key, length, limit, language)}
      />
    </Box>
  )
}

function factsOf(field: Field, length: number, limit: number, language: string | undefined): string[] {
  if (length > limit * 0.8) return [`${length} of ${limit} characters`]
  if (field !== 'language') return []
  return [language ? nameOfLanguage(language) : 'no such language']
}
