import { stemOf } from './vocabulary.ts'

/** Deeds that are one where all else that two reports say is the same: each row is called by its first. Not synonyms: elsewhere they differ. */
const rows = [
  'announce publish proclaim',
  'claim report state present declare assert describe pretend',
  'classify mark label flag categorise',
  'send share hand forward disclose supply',
  'decide settle conclude resolve',
  'perform execute conduct',
  'ignore disregard bypass overlook override',
  'store record archive file',
  'approve authorise',
  'copy duplicate replicate',
  'move transfer relocate shift',
  'stop halt abort terminate',
  'close shut',
  'open unlock',
  'replace substitute swap',
  'disable deactivate',
  'administer dispense',
  'discard dump dispose destroy',
  'quote cite',
  'handle process',
  'withhold hide suppress',
  'assign allocate appoint',
  'postpone delay defer',
  'read view access inspect',
  'admit enrol register',
  'charge bill invoice',
  'sign countersign',
  'buy purchase procure',
]

export const deedClasses = new Map(
  rows.flatMap((row) => {
    const deeds = row.split(' ').map(stemOf)
    return deeds.map((deed) => [deed, deeds[0] as string] as const)
  }),
)

/** Deeds that leave something undone: the same as that it is not there. */
export const omissions = new Set('skip omit absent forget overlook neglect miss lack'.split(' ').map(stemOf))
