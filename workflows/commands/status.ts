import { answer, type Invocation } from '../runner/command.ts'
import { describeStatus } from './status/describe.ts'
import { lookAtProject } from './status/look.ts'
import { readStatus } from './status/read.ts'

export async function showStatus(invocation: Invocation): Promise<number> {
  const { words } = await lookAtProject(invocation)
  const status = await readStatus(invocation, words)
  return answer(invocation, status, () => describeStatus(status, invocation.project))
}
