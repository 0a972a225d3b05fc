import { plural } from '../../../templates/words.ts'
import { type HandoffFacts, whyMissing } from '../facts.ts'

/** What is deployed; nothing where that is not configured. */
export function deploymentSection({ deployment, steps, config }: HandoffFacts) {
  if (config.deployment === undefined) return { configured: false }
  if (!deployment) return { configured: true, deployed: undefined, noDeployment: whyMissing(steps, 'git/deployment') }
  const distance =
    deployment.ahead === null
      ? ''
      : `; HEAD is ${plural(deployment.ahead, 'commit')} ahead and ${deployment.behind} behind`
  return { configured: true, deployed: `${deployment.deployed ?? 'not known'}${distance}`, noDeployment: '' }
}
