import { errorRow } from '@tollgate/contract/errors'
import type { LimitScope, Refusal } from '../pipeline/refusal.ts'

/** The incumbent tells by the code whose limit it was; a limit of a backend is to it a failure of the backend. */
const limitCodes: Readonly<Record<LimitScope, { readonly status: number; readonly code: string }>> = {
  plan: { status: 429, code: '900804' },
  burst: { status: 429, code: '900807' },
  application: { status: 429, code: '900803' },
  key: { status: 429, code: '900803' },
  api: { status: 429, code: '900800' },
  model: { status: 429, code: '900802' },
  person: { status: 429, code: '900806' },
  team: { status: 429, code: '900806' },
  organisation: { status: 429, code: '900806' },
  endpoint: { status: 503, code: '900801' },
}

/** The incumbent's bodies and codes, for those who migrate: API setting `errorFormat: wso2`. */
export function renderWso2(refusal: Refusal): { status: number; headers: readonly string[]; body: unknown } {
  const row = errorRow(refusal.code).wso2
  const wso2 = refusal.limitOf === null ? row : { ...row, ...limitCodes[refusal.limitOf] }
  if (refusal.code === 'guardrail_blocked') return { status: wso2.status, headers: [], body: guardrailBody(refusal) }
  const nextAccess = refusal.resetsAt === null ? {} : { nextAccessTime: formatAccessTime(refusal.resetsAt) }
  return {
    status: wso2.status,
    headers: [],
    body: { code: wso2.code, message: wso2.message, description: refusal.message, ...nextAccess },
  }
}

function guardrailBody(refusal: Refusal): unknown {
  const { wso2 } = errorRow(refusal.code)
  const { intervention } = refusal
  return {
    code: wso2.code,
    type: intervention?.type ?? (refusal.policy ?? 'guardrail').toUpperCase().replaceAll('-', '_'),
    message: {
      action: wso2.message,
      interveningGuardrail: intervention?.name ?? refusal.policy,
      direction: intervention?.direction ?? 'REQUEST',
      actionReason: intervention?.reason ?? refusal.message,
      ...(intervention?.assessments === undefined ? {} : { assessments: intervention.assessments }),
    },
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `2026-Jan-01 10:05:00+0000 UTC` */
function formatAccessTime(unixSeconds: number): string {
  const [date = '', time = ''] = new Date(unixSeconds * 1000).toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${year}-${months[Number(month) - 1]}-${day} ${time.slice(0, 8)}+0000 UTC`
}
