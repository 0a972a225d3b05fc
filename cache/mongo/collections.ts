/** The framework's own collections. */
export const auditCollection = 'auditLogs'
export const rulesCollection = 'governanceRules'
