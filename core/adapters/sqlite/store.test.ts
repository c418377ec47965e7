import { type OpenedStore, openTestStore } from '../../../tests/support/open-store.ts'
import { temporaryDirectory } from '../../../tests/support/temporary-directory.ts'
import { storeContract } from '../../store.contract.ts'

storeContract('the SQLite store', async () => {
  const directory = temporaryDirectory()
  let opened: OpenedStore = openTestStore(directory.path)
  return {
    store: opened.store,
    async reopen() {
      await opened[Symbol.asyncDispose]()
      opened = openTestStore(directory.path)
      return opened.store
    },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
})
