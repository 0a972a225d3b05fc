import { plural, shortSha } from '../../../templates/words.ts'
import { type HandoffFacts, whyMissing } from '../facts.ts'

/** What is deployed; nothing where that is not configured. */
export function deploymentSection({ deployment, steps, config }: HandoffFacts) {
  if (config.deployment === undefined) return { configured: false }
  if (!deployment) return { configured: true, deployed: undefined, noDeployment: whyMissing(steps, 'git/deployment') }
  const distance =
    deployment.ahead === null
      ? ''
      : `; HEAD is ${plural(deployment.ahead, 'commit')} ahead and ${deployment.behind} behind`
  const known = deployment.deployed !== null
  return {
    configured: true,
    deployed: known ? shortSha(deployment.deployed as string) : 'not known',
    known,
    distance,
    noDeployment: '',
  }
}
