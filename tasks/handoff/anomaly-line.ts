import type { Anomaly } from '../analysis/anomalies.ts'

export const describeAnomaly = ({ service, kind, detail }: Pick<Anomaly, 'service' | 'kind' | 'detail'>): string =>
  `${service ? `${service}: ` : ''}${detail} (${kind})`
