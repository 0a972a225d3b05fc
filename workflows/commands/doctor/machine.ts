import { versions } from 'node:process'
import { nativeModule } from '../../../cache/native.ts'
import { openSqlite } from '../../../cache/sqlite.ts'
import type { Invocation } from '../../runner/command.ts'
import { failureOf } from '../../runner/failure.ts'
import type { Check } from './check.ts'

/** Node, and the native module that the cache needs. */
export function examineMachine({ environment }: Invocation): Check[] {
  return [{ id: 'node', verdict: 'PASS', reason: `Node ${versions.node}` }, nativeCheck(environment)]
}

function nativeCheck(environment: Invocation['environment']): Check {
  try {
    // Its binary is loaded with the first database, not with the module.
    openSqlite(':memory:').close()
    return { id: 'native-module', verdict: 'PASS', reason: `${nativeModule} loads` }
  } catch (error) {
    const { message, hint } = failureOf(error, environment)
    return { id: 'native-module', verdict: 'FAIL', reason: message, ...(hint && { fix: hint }) }
  }
}
