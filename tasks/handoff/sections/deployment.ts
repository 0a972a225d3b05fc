import { type HandoffFacts, whyMissing } from '../facts.ts'

export function deploymentSection({ deployment, steps }: HandoffFacts) {
  if (!deployment) return { deployed: undefined, noDeployment: whyMissing(steps, 'git/deployment') }
  const distance =
    deployment.ahead === null ? '' : `; HEAD is ${deployment.ahead} commits ahead and ${deployment.behind} behind`
  return { deployed: `${deployment.deployed ?? 'not known'}${distance}`, noDeployment: '' }
}
