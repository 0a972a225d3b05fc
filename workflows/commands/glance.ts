import { answer, type Invocation } from '../runner/command.ts'
import { describeGlance } from './glance/describe.ts'
import { readGlance } from './glance/read.ts'

/** What bookend prints where no command is named: where the project stands, in twenty lines at most. Nothing is changed by it. */
export async function showGlance(invocation: Invocation): Promise<number> {
  const glance = await readGlance(invocation)
  return answer(invocation, glance, () => describeGlance(glance, invocation.project, invocation.now()))
}
