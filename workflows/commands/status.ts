import type { Invocation } from '../runner/command.ts'
import { describeStatus } from './status/describe.ts'
import { readStatus } from './status/read.ts'

export async function showStatus(invocation: Invocation): Promise<number> {
  const status = await readStatus(invocation)
  const { json, output, project } = invocation
  if (json) output.json(status)
  else output.result(describeStatus(status, project))
  return 0
}
