import { describeReason, type Reason } from '../../tasks/task.ts'
import { redactLine } from '../../templates/redact.ts'
import { oneLine } from '../../templates/render.ts'

/** Why a step ended as it did, on one line of a terminal: reasons quote what others said. */
export const reasonLine = (reason: Reason): string => redactLine(oneLine(describeReason(reason)))
