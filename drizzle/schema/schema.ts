export * from './account.ts'
export * from './chat.ts'
export * from './work.ts'
