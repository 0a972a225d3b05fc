import type { Command } from '../runner/command.ts'
import { describeStatus } from './status/describe.ts'
import { readStatus } from './status/read.ts'

export const statusCommand: Command = {
  name: 'status',
  description: 'the open session, what is open and unfinished, the last handoff, open proposals',
  writes: false,
  async run(invocation) {
    const status = await readStatus(invocation)
    const { json, output, project } = invocation
    output.result(json ? JSON.stringify(status) : describeStatus(status, project))
    return 0
  },
}
