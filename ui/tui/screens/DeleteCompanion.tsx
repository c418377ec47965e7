import { Box, Text } from 'ink'
import { useEffect, useState } from 'react'
import { type CompanionJson, type ShownError, unwrap } from '../../../core/http/client.ts'
import { shownProblem } from '../chat/use-chat.ts'
import { Footer, footerRows, hintsOf } from '../components/Footer.tsx'
import { Header, headerRows } from '../components/Header.tsx'
import { Input, inputTextColumns } from '../components/Input.tsx'
import { useLook } from '../components/look.ts'
import { Notice } from '../components/Notice.tsx'
import { Tinted } from '../components/Tinted.tsx'
import { emptyBuffer } from '../editor/buffer.ts'
import { afterPress } from '../editor/key-edit.ts'
import { actionOf } from '../keys/key-table.ts'
import { useKeys } from '../keys/keys-in-order.tsx'
import { noticeLines } from '../text/notice.ts'
import { plainLine } from '../text/plain-text.ts'
import type { ScreenProps } from './screen.ts'

type Props = ScreenProps & {
  readonly companion: CompanionJson
  readonly onDeleted: () => void
  readonly onBack: () => void
}

/** Deletes a companion once its name was written. */
export function DeleteCompanion(props: Props) {
  const { client, companion, columns, rows, isActive } = props
  const look = useLook()
  const [buffer, setBuffer] = useState(emptyBuffer)
  const [conversations, setConversations] = useState<number>()
  const [problem, setProblem] = useState<ShownError>()
  const [isDeleting, setDeleting] = useState(false)
  const name = plainLine(companion.name).trim()
  const isNamed = buffer.text.trim().normalize() === name.normalize()
  const inputColumns = Math.min(columns - 2, 60)

  useEffect(() => {
    unwrap(client.api.conversations.get({ query: { companionId: companion.id } })).then(
      (items) => setConversations(items.length),
      (error: unknown) => setProblem(shownProblem(error)),
    )
  }, [client, companion.id])

  async function remove(): Promise<void> {
    if (isDeleting) return
    if (!isNamed)
      return setProblem({
        kind: 'invalid-input',
        message: 'This is not the name.',
        fix: `Write ${name} to delete, or press Esc to keep.`,
      })
    setDeleting(true)
    try {
      await unwrap(client.api.companions({ id: companion.id }).delete())
      props.onDeleted()
    } catch (error) {
      setProblem(shownProblem(error))
      setDeleting(false)
    }
  }

  useKeys((press) => {
    const pressed = press.type === 'key' ? press.name : press.text
    const everywhere = actionOf('everywhere', pressed, buffer.text === '')
    if (everywhere) return everywhere === 'help' ? props.onHelp() : props.onLeave()
    const action = press.type === 'key' ? actionOf('confirm', press.name, buffer.text === '') : undefined
    if (action === 'confirm') return void remove()
    if (action === 'cancel') return props.onBack()
    setProblem(undefined)
    const next = afterPress(buffer, press, inputTextColumns(inputColumns))
    setBuffer({ ...next, text: next.text.replaceAll('\n', ' ') })
  }, isActive)

  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header columns={columns} title={`Delete ${name}?`} aura={look.danger} />
      <Box flexDirection="column" height={rows - headerRows - footerRows} overflow="hidden">
        <Text wrap="truncate">{` ${goesToo(conversations)} It cannot be brought back.`}</Text>
        <Tinted tint={look.muted} wrap="truncate">{` Write the name to delete: ${name}`}</Tinted>
        <Box paddingLeft={1} flexShrink={0}>
          <Input
            buffer={buffer}
            columns={inputColumns}
            maxRows={1}
            placeholder=""
            origin={isActive ? { x: 1, y: headerRows + 2 } : undefined}
          />
        </Box>
        {problem ? <Notice lines={noticeLines(problem, columns - 6)} tone="danger" /> : null}
      </Box>
      <Footer columns={columns} hints={isDeleting ? ['Deleting…'] : hintsOf('confirm')} facts={[]} />
    </Box>
  )
}

function goesToo(conversations: number | undefined): string {
  if (conversations === undefined) return 'Every conversation goes too.'
  if (conversations === 0) return 'There are no conversations.'
  return conversations === 1 ? 'One conversation goes too.' : `${conversations} conversations go too.`
}
