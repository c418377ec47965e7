import { createContext, useContext } from 'react'
import { createTheme, type Theme } from '../theme.ts'

const LookContext = createContext<Theme>(createTheme('none', 'unknown'))

export const LookProvider = LookContext.Provider

/** The colours of this terminal. */
export const useLook = (): Theme => useContext(LookContext)
