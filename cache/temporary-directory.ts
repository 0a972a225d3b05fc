import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** Where temporary files go: what `TMPDIR` names is not made where it is missing, the system's own is there. */
export const temporaryDirectory = (): string => (existsSync(tmpdir()) ? tmpdir() : '/tmp')
