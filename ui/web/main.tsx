import { render } from 'preact'
import { App } from './app.tsx'
import { addFont } from './font.ts'
import { createAura } from './state/aura.ts'

addFont(document.fonts)
const root = document.getElementById('app')
if (root) render(<App aura={createAura(location.origin)} />, root)
