import { Box, useApp, useWindowSize } from 'ink'
import { useRef, useState } from 'react'
import type { Client, CompanionFields, CompanionJson } from '../../core/http/client.ts'
import type { WhichConversation } from '../shared/open-conversation.ts'
import { helpHeight, helpRows, KeyHelp } from './components/KeyHelp.tsx'
import { LookProvider } from './components/look.ts'
import { leastColumns, leastRows, TooSmall } from './components/TooSmall.tsx'
import { actionOf, type KeyScope } from './keys/key-table.ts'
import { useKeys } from './keys/keys-in-order.tsx'
import { CompanionForm } from './screens/CompanionForm.tsx'
import { Conversations } from './screens/Conversations.tsx'
import { DeleteCompanion } from './screens/DeleteCompanion.tsx'
import { Home } from './screens/Home.tsx'
import { OpenChat } from './screens/OpenChat.tsx'
import { useHealth } from './screens/use-health.ts'
import { type Scroll, scrollBy, scrolledToEnd } from './scroll.ts'
import type { Theme } from './theme.ts'

type Screen =
  | { readonly name: 'home'; readonly selectedId?: string }
  | { readonly name: 'new-companion'; readonly starter: CompanionFields | undefined }
  | { readonly name: 'edit-companion'; readonly companion: CompanionJson }
  | { readonly name: 'delete-companion'; readonly companion: CompanionJson }
  | {
      readonly name: 'conversations'
      readonly companion: CompanionJson
      /** The conversation that one comes from; the list of companions otherwise. */
      readonly from?: string | undefined
    }
  | { readonly name: 'chat'; readonly companion: CompanionJson; readonly which: WhichConversation }

const scopesOf: Record<Screen['name'], readonly KeyScope[]> = {
  home: ['home', 'everywhere'],
  'new-companion': ['form', 'write', 'everywhere'],
  'edit-companion': ['form', 'write', 'everywhere'],
  'delete-companion': ['confirm', 'write', 'everywhere'],
  conversations: ['conversations', 'everywhere'],
  chat: ['chat', 'write', 'everywhere'],
}

export type AppProps = {
  readonly client: Client
  readonly theme: Theme
  /** Whom to talk to at once; the list of companions comes first without. */
  readonly companion: CompanionJson | undefined
  readonly which: WhichConversation
  /** BCP 47 tag that a new companion begins with. */
  readonly language: string
  readonly now: () => number
  readonly newId: () => string
}

/** The terminal interface: one screen at a time, and the keys over it. */
export function App({ client, theme, companion, which, language, now, newId }: AppProps) {
  const { exit } = useApp()
  const { columns, rows } = useWindowSize()
  const [screen, setScreen] = useState<Screen>(
    companion ? { name: 'chat', companion, which } : { name: 'home' },
  )
  const [help, setHelp] = useState<Scroll>()
  const { health, refresh } = useHealth(client)
  const drafts = useRef(new Map<string, string>())

  const isTooSmall = columns < leastColumns || rows < leastRows
  const leave = () => exit()
  const shared = {
    client,
    columns,
    rows,
    isActive: help === undefined && !isTooSmall,
    onHelp: () => setHelp({ atEnd: false, top: 0 }),
    onLeave: leave,
    now,
    newId,
  }

  useKeys((press) => {
    const pressed = press.type === 'key' ? press.name : press.text
    if (actionOf('everywhere', pressed, true) === 'leave') return leave()
    if (isTooSmall || help === undefined) return
    const total = helpRows(scopesOf[screen.name]).length
    const move = (by: number) => setHelp(scrollBy(help, by, total, helpHeight(rows)))
    switch (actionOf('home', pressed, true)) {
      case 'previous':
        return move(-1)
      case 'next':
        return move(1)
      case 'page-up':
        return move(2 - rows)
      case 'page-down':
        return move(rows - 2)
      case 'first':
        return move(-total)
      case 'last':
        return setHelp(scrolledToEnd)
      default:
        return setHelp(undefined)
    }
  }, !shared.isActive)

  return (
    <LookProvider value={theme}>
      {isTooSmall ? <TooSmall columns={columns} rows={rows} /> : null}
      {help && !isTooSmall ? (
        <KeyHelp scopes={scopesOf[screen.name]} columns={columns} rows={rows} scroll={help} />
      ) : null}
      <Box display={shared.isActive ? 'flex' : 'none'}>
        {screen.name === 'home' ? (
          <Home
            {...shared}
            health={health}
            selectedId={screen.selectedId}
            onOpen={(chosen) => setScreen({ name: 'chat', companion: chosen, which: 'latest' })}
            onNew={(starter) => setScreen({ name: 'new-companion', starter })}
            onConversations={(chosen) => setScreen({ name: 'conversations', companion: chosen })}
            onEdit={(chosen) => setScreen({ name: 'edit-companion', companion: chosen })}
            onDelete={(chosen) => setScreen({ name: 'delete-companion', companion: chosen })}
            onRefresh={refresh}
          />
        ) : null}
        {screen.name === 'edit-companion' ? (
          <CompanionForm
            {...shared}
            starter={undefined}
            editing={screen.companion}
            language={language}
            onSaved={({ id }) => setScreen({ name: 'home', selectedId: id })}
            onBack={() => setScreen({ name: 'home', selectedId: screen.companion.id })}
          />
        ) : null}
        {screen.name === 'delete-companion' ? (
          <DeleteCompanion
            {...shared}
            companion={screen.companion}
            onDeleted={() => setScreen({ name: 'home' })}
            onBack={() => setScreen({ name: 'home', selectedId: screen.companion.id })}
          />
        ) : null}
        {screen.name === 'conversations' ? (
          <Conversations
            {...shared}
            companion={screen.companion}
            selectedId={screen.from}
            onOpen={(chosen) => setScreen({ name: 'chat', companion: screen.companion, which: chosen })}
            onBack={() =>
              screen.from
                ? setScreen({ name: 'chat', companion: screen.companion, which: { id: screen.from } })
                : setScreen({ name: 'home', selectedId: screen.companion.id })
            }
          />
        ) : null}
        {screen.name === 'new-companion' ? (
          <CompanionForm
            {...shared}
            starter={screen.starter}
            editing={undefined}
            language={language}
            onSaved={(made) => setScreen({ name: 'chat', companion: made, which: 'new' })}
            onBack={() => setScreen({ name: 'home' })}
          />
        ) : null}
        {screen.name === 'chat' ? (
          <OpenChat
            {...shared}
            companion={screen.companion}
            which={screen.which}
            health={health}
            drafts={drafts.current}
            onConversations={(from) =>
              setScreen({ name: 'conversations', companion: screen.companion, from })
            }
            onHealthMayDiffer={refresh}
            onBack={() => setScreen({ name: 'home', selectedId: screen.companion.id })}
          />
        ) : null}
      </Box>
    </LookProvider>
  )
}
