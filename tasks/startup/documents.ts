import { unwritableDirectory } from '../document-names.ts'
import { defineTask, degraded } from '../task.ts'

/** That a letter has no place should be known while there is time to make one, not when everything else is done. */
export const checkDocuments = defineTask({
  id: 'startup/documents',
  title: 'Look whether documents can be written',
  async run({ files, config }) {
    const reason = unwritableDirectory(files, config)
    return reason ? degraded({}, reason) : {}
  },
})
