// Long because it has every operation. Written by `node tests/console/write-client.ts` after a route has changed.
import type {
  accessTokenCreateSchema,
  accessTokenMadeSchema,
  accessTokenQuerySchema,
  accessTokenSchema,
} from '@tollgate/contract/resources/access-token'
import type {
  alertChannelCreateSchema,
  alertChannelQuerySchema,
  alertChannelSchema,
  alertChannelTestSchema,
  alertChannelUpdateSchema,
} from '@tollgate/contract/resources/alert-channel'
import type {
  apiCreateSchema,
  apiLifecycleAnswerSchema,
  apiLifecycleSchema,
  apiListedSchema,
  apiSchema,
  apiUpdateSchema,
  apiVersionCreateSchema,
} from '@tollgate/contract/resources/api'
import type {
  keyCreateSchema,
  keyMadeSchema,
  keyRotateSchema,
  keySchema,
  keyStateSchema,
  keyTypeSchema,
  keyUpdateSchema,
  testKeyCreateSchema,
} from '@tollgate/contract/resources/api-key'
import type {
  applicationCreateSchema,
  applicationKindSchema,
  applicationSchema,
  applicationTransferSchema,
  applicationUpdateSchema,
} from '@tollgate/contract/resources/application'
import type {
  auditEntrySchema,
  auditQuerySchema,
  auditVerificationSchema,
} from '@tollgate/contract/resources/audit-entry'
import type { catalogueEntrySchema, catalogueItemSchema } from '@tollgate/contract/resources/catalogue'
import type {
  configurationAppliedSchema,
  configurationApplySchema,
  configurationSchema,
} from '@tollgate/contract/resources/configuration'
import type { connectionSchema } from '@tollgate/contract/resources/connection'
import type {
  credentialCreateSchema,
  credentialQuerySchema,
  credentialRotateSchema,
  credentialSchema,
  credentialUpdateSchema,
} from '@tollgate/contract/resources/credential'
import type {
  denyRuleCreateSchema,
  denyRuleQuerySchema,
  denyRuleSchema,
  denyRuleUpdateSchema,
} from '@tollgate/contract/resources/deny-rule'
import type {
  endpointCreateSchema,
  endpointSchema,
  endpointTestSchema,
  endpointTrySchema,
  endpointUpdateSchema,
} from '@tollgate/contract/resources/endpoint'
import type {
  environmentCreateSchema,
  environmentQuerySchema,
  environmentSchema,
  environmentUpdateSchema,
} from '@tollgate/contract/resources/environment'
import type {
  deadLetterPageSchema,
  deadLetterQuerySchema,
  deadLetterQueueSchema,
  deadLettersQueuedSchema,
  exporterCreateSchema,
  exporterQuerySchema,
  exporterReplaySchema,
  exporterSchema,
  exporterTestSchema,
  exporterUpdateSchema,
} from '@tollgate/contract/resources/exporter'
import type {
  gatewayQuerySchema,
  gatewaySchema,
  gatewayUpdateSchema,
  joinTokenCreateSchema,
  joinTokenMadeSchema,
  joinTokenQuerySchema,
  joinTokenViewSchema,
} from '@tollgate/contract/resources/gateway'
import type {
  modelCreateSchema,
  modelQuerySchema,
  modelSchema,
  modelUpdateSchema,
} from '@tollgate/contract/resources/model'
import type {
  personInvitedSchema,
  personInviteSchema,
  personPageSchema,
  personQuerySchema,
  personSchema,
  personUpdateSchema,
} from '@tollgate/contract/resources/person'
import type { planCreateSchema, planSchema, planUpdateSchema } from '@tollgate/contract/resources/plan'
import type { planSimulationCreateSchema, planSimulationSchema } from '@tollgate/contract/resources/plan-simulation'
import type { triedCallSchema } from '@tollgate/contract/resources/playground'
import type {
  policyAttachmentCreateSchema,
  policyAttachmentListSchema,
  policyAttachmentSchema,
  policyAttachmentUpdateSchema,
  policyOrderSchema,
  policyTypeListSchema,
  policyTypeParamsSchema,
  policyTypeSchema,
} from '@tollgate/contract/resources/policy-attachment'
import type { policyReplayCreateSchema, policyReplaySchema } from '@tollgate/contract/resources/policy-replay'
import type { policyTrialCreateSchema, policyTrialSchema } from '@tollgate/contract/resources/policy-trial'
import type {
  providerCreateSchema,
  providerQuerySchema,
  providerSchema,
  providerUpdateSchema,
} from '@tollgate/contract/resources/provider'
import type {
  quotaCreateSchema,
  quotaQuerySchema,
  quotaSchema,
  quotaUpdateSchema,
} from '@tollgate/contract/resources/quota'
import type { quotaStateSchema } from '@tollgate/contract/resources/quota-state'
import type {
  requestApproveSchema,
  requestCreateSchema,
  requestKindSchema,
  requestRefuseSchema,
  requestSchema,
  requestStateSchema,
} from '@tollgate/contract/resources/request'
import type { idParamsSchema } from '@tollgate/contract/resources/resource'
import type {
  apiRevisionDetailSchema,
  apiRevisionListSchema,
  deploymentCreateSchema,
  deploymentListSchema,
  deploymentSchema,
  restoreAnswerSchema,
} from '@tollgate/contract/resources/revision'
import type {
  roleBindingCreateSchema,
  roleBindingQuerySchema,
  roleBindingSchema,
  roleListSchema,
} from '@tollgate/contract/resources/role-binding'
import type {
  savedViewCreateSchema,
  savedViewQuerySchema,
  savedViewSchema,
  savedViewUpdateSchema,
} from '@tollgate/contract/resources/saved-view'
import type { meSchema, meUpdateSchema } from '@tollgate/contract/resources/session'
import type {
  settingListSchema,
  settingParamsSchema,
  settingSchema,
  settingUpdateSchema,
} from '@tollgate/contract/resources/setting'
import type { signInTestListSchema } from '@tollgate/contract/resources/sign-in'
import type {
  subscriptionApproveSchema,
  subscriptionCreateSchema,
  subscriptionOverridesSchema,
  subscriptionRefuseSchema,
  subscriptionSchema,
  subscriptionStateSchema,
  subscriptionUpdateSchema,
} from '@tollgate/contract/resources/subscription'
import type {
  memberAddSchema,
  memberSchema,
  memberUpdateSchema,
  teamCreateSchema,
  teamQuerySchema,
  teamSchema,
  teamUpdateSchema,
} from '@tollgate/contract/resources/team'
import type {
  usageBreakdownExportQuerySchema,
  usageBreakdownQuerySchema,
  usageBreakdownSchema,
  usageCacheSchema,
  usageConversationDetailSchema,
  usageConversationParamsSchema,
  usageConversationQuerySchema,
  usageConversationSchema,
  usageConversationsQuerySchema,
  usageExchangeSchema,
  usageGuardrailsSchema,
  usagePercentilesSchema,
  usageQuerySchema,
  usageRefusalsSchema,
  usageRequestPageSchema,
  usageRequestsExportQuerySchema,
  usageRequestsQuerySchema,
  usageSeriesQuerySchema,
  usageSeriesSchema,
  usageTopQuerySchema,
  usageTotalsSchema,
} from '@tollgate/contract/resources/usage'
import type { usagePoliciesSchema, usageProvidersSchema } from '@tollgate/contract/resources/usage-health'
import type { wso2PolicySchema } from '@tollgate/contract/resources/wso2-policy'
import type { apiStateSchema } from '@tollgate/contract/snapshot'
import type { z } from 'zod'

/** What each operation of the REST API takes and answers. */
export interface Operations {
  getMe: { params: undefined; query: undefined; body: undefined; answer: z.output<typeof meSchema> }
  updateMe: {
    params: undefined
    query: undefined
    body: z.input<typeof meUpdateSchema>
    answer: z.output<typeof meSchema>
  }
  listPeople: {
    params: undefined
    query: z.input<typeof personQuerySchema>
    body: undefined
    answer: z.output<typeof personPageSchema>
  }
  invitePerson: {
    params: undefined
    query: undefined
    body: z.input<typeof personInviteSchema>
    answer: z.output<typeof personInvitedSchema>
  }
  getPerson: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof personSchema>
  }
  updatePerson: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof personUpdateSchema>
    answer: z.output<typeof personSchema>
  }
  invitePersonAgain: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof personInvitedSchema>
  }
  suspendPerson: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof personSchema>
  }
  reactivatePerson: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof personSchema>
  }
  deletePerson: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listTeams: {
    params: undefined
    query: z.input<typeof teamQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof teamSchema>[]; readonly next: string | null }
  }
  createTeam: {
    params: undefined
    query: undefined
    body: z.input<typeof teamCreateSchema>
    answer: z.output<typeof teamSchema>
  }
  getTeam: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof teamSchema>
  }
  updateTeam: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof teamUpdateSchema>
    answer: z.output<typeof teamSchema>
  }
  deleteTeam: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listMembers: {
    params: z.input<typeof idParamsSchema>
    query: { readonly limit: number; readonly after?: string | undefined }
    body: undefined
    answer: { readonly items: readonly z.output<typeof memberSchema>[]; readonly next: string | null }
  }
  addMember: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof memberAddSchema>
    answer: z.output<typeof memberSchema>
  }
  updateMember: {
    params: { readonly id: string; readonly personId: string }
    query: undefined
    body: z.input<typeof memberUpdateSchema>
    answer: z.output<typeof memberSchema>
  }
  removeMember: {
    params: { readonly id: string; readonly personId: string }
    query: undefined
    body: undefined
    answer: undefined
  }
  listRoles: { params: undefined; query: undefined; body: undefined; answer: z.output<typeof roleListSchema> }
  listRoleBindings: {
    params: undefined
    query: z.input<typeof roleBindingQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof roleBindingSchema>[]; readonly next: string | null }
  }
  grantRole: {
    params: undefined
    query: undefined
    body: z.input<typeof roleBindingCreateSchema>
    answer: z.output<typeof roleBindingSchema>
  }
  getRoleBinding: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof roleBindingSchema>
  }
  revokeRole: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listAccessTokens: {
    params: undefined
    query: z.input<typeof accessTokenQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof accessTokenSchema>[]; readonly next: string | null }
  }
  createAccessToken: {
    params: undefined
    query: undefined
    body: z.input<typeof accessTokenCreateSchema>
    answer: z.output<typeof accessTokenMadeSchema>
  }
  getAccessToken: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof accessTokenSchema>
  }
  revokeAccessToken: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listProviders: {
    params: undefined
    query: z.input<typeof providerQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof providerSchema>[]; readonly next: string | null }
  }
  createProvider: {
    params: undefined
    query: undefined
    body: z.input<typeof providerCreateSchema>
    answer: z.output<typeof providerSchema>
  }
  getProvider: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof providerSchema>
  }
  updateProvider: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof providerUpdateSchema>
    answer: z.output<typeof providerSchema>
  }
  testProvider: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof endpointTrySchema>
    answer: z.output<typeof endpointTestSchema>
  }
  deleteProvider: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listCredentials: {
    params: undefined
    query: z.input<typeof credentialQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof credentialSchema>[]; readonly next: string | null }
  }
  createCredential: {
    params: undefined
    query: undefined
    body: z.input<typeof credentialCreateSchema>
    answer: z.output<typeof credentialSchema>
  }
  getCredential: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof credentialSchema>
  }
  updateCredential: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof credentialUpdateSchema>
    answer: z.output<typeof credentialSchema>
  }
  deleteCredential: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  rotateCredential: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof credentialRotateSchema>
    answer: z.output<typeof credentialSchema>
  }
  activateCredential: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof credentialSchema>
  }
  discardNextSecret: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listModels: {
    params: undefined
    query: z.input<typeof modelQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof modelSchema>[]; readonly next: string | null }
  }
  createModel: {
    params: undefined
    query: undefined
    body: z.input<typeof modelCreateSchema>
    answer: z.output<typeof modelSchema>
  }
  getModel: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof modelSchema>
  }
  updateModel: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof modelUpdateSchema>
    answer: z.output<typeof modelSchema>
  }
  deleteModel: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listEnvironments: {
    params: undefined
    query: z.input<typeof environmentQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof environmentSchema>[]; readonly next: string | null }
  }
  createEnvironment: {
    params: undefined
    query: undefined
    body: z.input<typeof environmentCreateSchema>
    answer: z.output<typeof environmentSchema>
  }
  getEnvironment: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof environmentSchema>
  }
  updateEnvironment: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof environmentUpdateSchema>
    answer: z.output<typeof environmentSchema>
  }
  deleteEnvironment: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listJoinTokens: {
    params: undefined
    query: z.input<typeof joinTokenQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof joinTokenViewSchema>[]; readonly next: string | null }
  }
  createJoinToken: {
    params: undefined
    query: undefined
    body: z.input<typeof joinTokenCreateSchema>
    answer: z.output<typeof joinTokenMadeSchema>
  }
  revokeJoinToken: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listGateways: {
    params: undefined
    query: z.input<typeof gatewayQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof gatewaySchema>[]; readonly next: string | null }
  }
  getGateway: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof gatewaySchema>
  }
  updateGateway: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof gatewayUpdateSchema>
    answer: z.output<typeof gatewaySchema>
  }
  revokeGateway: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof gatewaySchema>
  }
  deleteGateway: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listPlans: {
    params: undefined
    query: { readonly limit: number; readonly after?: string | undefined; readonly search?: string | undefined }
    body: undefined
    answer: { readonly items: readonly z.output<typeof planSchema>[]; readonly next: string | null }
  }
  createPlan: {
    params: undefined
    query: undefined
    body: z.input<typeof planCreateSchema>
    answer: z.output<typeof planSchema>
  }
  importWso2Policy: {
    params: undefined
    query: undefined
    body: z.input<typeof wso2PolicySchema>
    answer: z.output<typeof planSchema>
  }
  simulatePlan: {
    params: undefined
    query: undefined
    body: z.input<typeof planSimulationCreateSchema>
    answer: z.output<typeof planSimulationSchema>
  }
  getPlan: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof planSchema>
  }
  updatePlan: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof planUpdateSchema>
    answer: z.output<typeof planSchema>
  }
  deletePlan: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listQuotas: {
    params: undefined
    query: z.input<typeof quotaQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof quotaSchema>[]; readonly next: string | null }
  }
  createQuota: {
    params: undefined
    query: undefined
    body: z.input<typeof quotaCreateSchema>
    answer: z.output<typeof quotaSchema>
  }
  getQuota: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof quotaSchema>
  }
  updateQuota: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof quotaUpdateSchema>
    answer: z.output<typeof quotaSchema>
  }
  deleteQuota: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  resetQuota: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof quotaSchema>
  }
  listDenyRules: {
    params: undefined
    query: z.input<typeof denyRuleQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof denyRuleSchema>[]; readonly next: string | null }
  }
  createDenyRule: {
    params: undefined
    query: undefined
    body: z.input<typeof denyRuleCreateSchema>
    answer: z.output<typeof denyRuleSchema>
  }
  getDenyRule: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof denyRuleSchema>
  }
  updateDenyRule: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof denyRuleUpdateSchema>
    answer: z.output<typeof denyRuleSchema>
  }
  deleteDenyRule: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listApis: {
    params: undefined
    query: {
      readonly limit: number
      readonly after?: string | undefined
      readonly search?: string | undefined
      readonly state?: z.input<typeof apiStateSchema> | undefined
      readonly tag?: string | undefined
      readonly providerId?: string | undefined
      readonly ownerTeamId?: string | undefined
    }
    body: undefined
    answer: { readonly items: readonly z.output<typeof apiListedSchema>[]; readonly next: string | null }
  }
  createApi: {
    params: undefined
    query: undefined
    body: z.input<typeof apiCreateSchema>
    answer: z.output<typeof apiSchema>
  }
  getApi: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof apiSchema>
  }
  updateApi: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof apiUpdateSchema>
    answer: z.output<typeof apiSchema>
  }
  deleteApi: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  changeApiLifecycle: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof apiLifecycleSchema>
    answer: z.output<typeof apiLifecycleAnswerSchema>
  }
  createApiVersion: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof apiVersionCreateSchema>
    answer: z.output<typeof apiSchema>
  }
  makeApiDefaultVersion: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof apiSchema>
  }
  endApiDefaultVersion: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listEndpoints: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: { readonly items: readonly z.output<typeof endpointSchema>[] }
  }
  createEndpoint: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof endpointCreateSchema>
    answer: z.output<typeof endpointSchema>
  }
  testEndpointDraft: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof endpointTrySchema>
    answer: z.output<typeof endpointTestSchema>
  }
  getEndpoint: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof endpointSchema>
  }
  updateEndpoint: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof endpointUpdateSchema>
    answer: z.output<typeof endpointSchema>
  }
  deleteEndpoint: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  testEndpoint: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof endpointTestSchema>
  }
  listPolicyTypes: {
    params: undefined
    query: undefined
    body: undefined
    answer: z.output<typeof policyTypeListSchema>
  }
  getPolicyType: {
    params: z.input<typeof policyTypeParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof policyTypeSchema>
  }
  listOrganisationPolicies: {
    params: undefined
    query: undefined
    body: undefined
    answer: z.output<typeof policyAttachmentListSchema>
  }
  attachOrganisationPolicy: {
    params: undefined
    query: undefined
    body: z.input<typeof policyAttachmentCreateSchema>
    answer: z.output<typeof policyAttachmentSchema>
  }
  orderOrganisationPolicies: {
    params: undefined
    query: undefined
    body: z.input<typeof policyOrderSchema>
    answer: z.output<typeof policyAttachmentListSchema>
  }
  listApiPolicies: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof policyAttachmentListSchema>
  }
  attachApiPolicy: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof policyAttachmentCreateSchema>
    answer: z.output<typeof policyAttachmentSchema>
  }
  orderApiPolicies: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof policyOrderSchema>
    answer: z.output<typeof policyAttachmentListSchema>
  }
  getPolicy: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof policyAttachmentSchema>
  }
  updatePolicy: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof policyAttachmentUpdateSchema>
    answer: z.output<typeof policyAttachmentSchema>
  }
  removePolicy: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  tryPolicies: {
    params: undefined
    query: undefined
    body: z.input<typeof policyTrialCreateSchema>
    answer: z.output<typeof policyTrialSchema>
  }
  replayPolicy: {
    params: undefined
    query: undefined
    body: z.input<typeof policyReplayCreateSchema>
    answer: z.output<typeof policyReplaySchema>
  }
  listDeployments: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof deploymentListSchema>
  }
  deployApi: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof deploymentCreateSchema>
    answer: z.output<typeof deploymentSchema>
  }
  undeployApi: {
    params: { readonly id: string; readonly environmentId: string }
    query: undefined
    body: undefined
    answer: undefined
  }
  listRevisions: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof apiRevisionListSchema>
  }
  getRevision: {
    params: { readonly id: string; readonly revisionId: string }
    query: undefined
    body: undefined
    answer: z.output<typeof apiRevisionDetailSchema>
  }
  restoreRevision: {
    params: { readonly id: string; readonly revisionId: string }
    query: undefined
    body: undefined
    answer: z.output<typeof restoreAnswerSchema>
  }
  deleteRevision: {
    params: { readonly id: string; readonly revisionId: string }
    query: undefined
    body: undefined
    answer: undefined
  }
  listCatalogue: {
    params: undefined
    query: {
      readonly limit: number
      readonly after?: string | undefined
      readonly search?: string | undefined
      readonly tag?: string | undefined
      readonly model?: string | undefined
    }
    body: undefined
    answer: { readonly items: readonly z.output<typeof catalogueItemSchema>[]; readonly next: string | null }
  }
  getCatalogueEntry: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof catalogueEntrySchema>
  }
  tryApi: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof triedCallSchema>
    answer: string
  }
  getConnection: { params: undefined; query: undefined; body: undefined; answer: z.output<typeof connectionSchema> }
  listApplications: {
    params: undefined
    query: {
      readonly limit: number
      readonly after?: string | undefined
      readonly search?: string | undefined
      readonly kind?: z.input<typeof applicationKindSchema> | undefined
      readonly teamId?: string | undefined
      readonly ownerId?: string | undefined
    }
    body: undefined
    answer: { readonly items: readonly z.output<typeof applicationSchema>[]; readonly next: string | null }
  }
  createApplication: {
    params: undefined
    query: undefined
    body: z.input<typeof applicationCreateSchema>
    answer: z.output<typeof applicationSchema>
  }
  getApplication: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof applicationSchema>
  }
  updateApplication: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof applicationUpdateSchema>
    answer: z.output<typeof applicationSchema>
  }
  transferApplication: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof applicationTransferSchema>
    answer: z.output<typeof applicationSchema>
  }
  deleteApplication: {
    params: z.input<typeof idParamsSchema>
    query: { readonly cascade: 'true' | 'false' }
    body: undefined
    answer: undefined
  }
  listSubscriptions: {
    params: undefined
    query: {
      readonly limit: number
      readonly after?: string | undefined
      readonly state?: z.input<typeof subscriptionStateSchema> | undefined
      readonly planId?: string | undefined
      readonly applicationId?: string | undefined
      readonly apiId?: string | undefined
    }
    body: undefined
    answer: { readonly items: readonly z.output<typeof subscriptionSchema>[]; readonly next: string | null }
  }
  listApplicationSubscriptions: {
    params: z.input<typeof idParamsSchema>
    query: {
      readonly limit: number
      readonly after?: string | undefined
      readonly state?: z.input<typeof subscriptionStateSchema> | undefined
      readonly planId?: string | undefined
      readonly apiId?: string | undefined
    }
    body: undefined
    answer: { readonly items: readonly z.output<typeof subscriptionSchema>[]; readonly next: string | null }
  }
  listApiSubscriptions: {
    params: z.input<typeof idParamsSchema>
    query: {
      readonly limit: number
      readonly after?: string | undefined
      readonly state?: z.input<typeof subscriptionStateSchema> | undefined
      readonly planId?: string | undefined
    }
    body: undefined
    answer: { readonly items: readonly z.output<typeof subscriptionSchema>[]; readonly next: string | null }
  }
  getSubscription: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof subscriptionSchema>
  }
  createSubscription: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof subscriptionCreateSchema>
    answer: z.output<typeof subscriptionSchema>
  }
  updateSubscription: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof subscriptionUpdateSchema>
    answer: z.output<typeof subscriptionSchema>
  }
  deleteSubscription: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  approveSubscription: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof subscriptionApproveSchema>
    answer: z.output<typeof subscriptionSchema>
  }
  refuseSubscription: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof subscriptionRefuseSchema>
    answer: z.output<typeof subscriptionSchema>
  }
  blockSubscription: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof subscriptionSchema>
  }
  unblockSubscription: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof subscriptionSchema>
  }
  overrideSubscriptionLimits: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof subscriptionOverridesSchema>
    answer: z.output<typeof subscriptionSchema>
  }
  endSubscriptionOverrides: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof subscriptionSchema>
  }
  resetSubscriptionQuota: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof subscriptionSchema>
  }
  listKeys: {
    params: undefined
    query: {
      readonly limit: number
      readonly after?: string | undefined
      readonly search?: string | undefined
      readonly personId?: string | undefined
      readonly state?: z.input<typeof keyStateSchema> | undefined
      readonly type?: z.input<typeof keyTypeSchema> | undefined
      readonly applicationId?: string | undefined
    }
    body: undefined
    answer: { readonly items: readonly z.output<typeof keySchema>[]; readonly next: string | null }
  }
  listApplicationKeys: {
    params: z.input<typeof idParamsSchema>
    query: {
      readonly limit: number
      readonly after?: string | undefined
      readonly search?: string | undefined
      readonly personId?: string | undefined
      readonly state?: z.input<typeof keyStateSchema> | undefined
      readonly type?: z.input<typeof keyTypeSchema> | undefined
    }
    body: undefined
    answer: { readonly items: readonly z.output<typeof keySchema>[]; readonly next: string | null }
  }
  getKey: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof keySchema>
  }
  createKey: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof keyCreateSchema>
    answer: z.output<typeof keyMadeSchema>
  }
  rotateKey: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof keyRotateSchema>
    answer: z.output<typeof keyMadeSchema>
  }
  createTestKey: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof testKeyCreateSchema>
    answer: z.output<typeof keyMadeSchema>
  }
  updateKey: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof keyUpdateSchema>
    answer: z.output<typeof keySchema>
  }
  revokeKey: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof keySchema>
  }
  deleteKey: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  listRequests: {
    params: undefined
    query: {
      readonly limit: number
      readonly after?: string | undefined
      readonly kind?: z.input<typeof requestKindSchema> | undefined
      readonly state?: z.input<typeof requestStateSchema> | undefined
      readonly applicationId?: string | undefined
      readonly apiId?: string | undefined
      readonly whose?: 'own' | 'answer' | undefined
    }
    body: undefined
    answer: { readonly items: readonly z.output<typeof requestSchema>[]; readonly next: string | null }
  }
  createRequest: {
    params: undefined
    query: undefined
    body: z.input<typeof requestCreateSchema>
    answer: z.output<typeof requestSchema>
  }
  getRequest: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof requestSchema>
  }
  withdrawRequest: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof requestSchema>
  }
  createRequestedKey: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof keyMadeSchema>
  }
  approveRequest: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof requestApproveSchema>
    answer: z.output<typeof requestSchema>
  }
  refuseRequest: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof requestRefuseSchema>
    answer: z.output<typeof requestSchema>
  }
  listSettings: { params: undefined; query: undefined; body: undefined; answer: z.output<typeof settingListSchema> }
  getSetting: {
    params: z.input<typeof settingParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof settingSchema>
  }
  setSetting: {
    params: z.input<typeof settingParamsSchema>
    query: undefined
    body: z.input<typeof settingUpdateSchema>
    answer: z.output<typeof settingSchema>
  }
  resetSetting: { params: z.input<typeof settingParamsSchema>; query: undefined; body: undefined; answer: undefined }
  testSignIn: { params: undefined; query: undefined; body: undefined; answer: z.output<typeof signInTestListSchema> }
  listAlertChannels: {
    params: undefined
    query: z.input<typeof alertChannelQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof alertChannelSchema>[]; readonly next: string | null }
  }
  createAlertChannel: {
    params: undefined
    query: undefined
    body: z.input<typeof alertChannelCreateSchema>
    answer: z.output<typeof alertChannelSchema>
  }
  getAlertChannel: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof alertChannelSchema>
  }
  updateAlertChannel: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof alertChannelUpdateSchema>
    answer: z.output<typeof alertChannelSchema>
  }
  deleteAlertChannel: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  testAlertChannel: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof alertChannelTestSchema>
  }
  listExporters: {
    params: undefined
    query: z.input<typeof exporterQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof exporterSchema>[]; readonly next: string | null }
  }
  createExporter: {
    params: undefined
    query: undefined
    body: z.input<typeof exporterCreateSchema>
    answer: z.output<typeof exporterSchema>
  }
  getExporter: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof exporterSchema>
  }
  updateExporter: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof exporterUpdateSchema>
    answer: z.output<typeof exporterSchema>
  }
  deleteExporter: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  testExporter: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof exporterTestSchema>
  }
  replayExporter: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof exporterReplaySchema>
    answer: z.output<typeof exporterSchema>
  }
  listDeadLetters: {
    params: z.input<typeof idParamsSchema>
    query: z.input<typeof deadLetterQuerySchema>
    body: undefined
    answer: z.output<typeof deadLetterPageSchema>
  }
  queueDeadLetters: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof deadLetterQueueSchema>
    answer: z.output<typeof deadLettersQueuedSchema>
  }
  getMyQuotaState: { params: undefined; query: undefined; body: undefined; answer: z.output<typeof quotaStateSchema> }
  getApplicationQuotaState: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof quotaStateSchema>
  }
  getSubscriptionQuotaState: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof quotaStateSchema>
  }
  getUsageTotals: {
    params: undefined
    query: z.input<typeof usageQuerySchema>
    body: undefined
    answer: z.output<typeof usageTotalsSchema>
  }
  getUsageSeries: {
    params: undefined
    query: z.input<typeof usageSeriesQuerySchema>
    body: undefined
    answer: z.output<typeof usageSeriesSchema>
  }
  getUsageBreakdown: {
    params: undefined
    query: z.input<typeof usageBreakdownQuerySchema>
    body: undefined
    answer: z.output<typeof usageBreakdownSchema>
  }
  getUsagePercentiles: {
    params: undefined
    query: z.input<typeof usageQuerySchema>
    body: undefined
    answer: z.output<typeof usagePercentilesSchema>
  }
  getUsageCache: {
    params: undefined
    query: z.input<typeof usageTopQuerySchema>
    body: undefined
    answer: z.output<typeof usageCacheSchema>
  }
  getUsageGuardrails: {
    params: undefined
    query: z.input<typeof usageQuerySchema>
    body: undefined
    answer: z.output<typeof usageGuardrailsSchema>
  }
  getUsagePolicies: {
    params: undefined
    query: z.input<typeof usageQuerySchema>
    body: undefined
    answer: z.output<typeof usagePoliciesSchema>
  }
  getUsageProviders: {
    params: undefined
    query: z.input<typeof usageQuerySchema>
    body: undefined
    answer: z.output<typeof usageProvidersSchema>
  }
  getUsageRefusals: {
    params: undefined
    query: z.input<typeof usageTopQuerySchema>
    body: undefined
    answer: z.output<typeof usageRefusalsSchema>
  }
  getUsageErrors: {
    params: undefined
    query: z.input<typeof usageTopQuerySchema>
    body: undefined
    answer: z.output<typeof usageRefusalsSchema>
  }
  listUsageRequests: {
    params: undefined
    query: z.input<typeof usageRequestsQuerySchema>
    body: undefined
    answer: z.output<typeof usageRequestPageSchema>
  }
  getUsageRequest: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof usageExchangeSchema>
  }
  listUsageConversations: {
    params: undefined
    query: z.input<typeof usageConversationsQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof usageConversationSchema>[]; readonly next: string | null }
  }
  getUsageConversation: {
    params: z.input<typeof usageConversationParamsSchema>
    query: z.input<typeof usageConversationQuerySchema>
    body: undefined
    answer: z.output<typeof usageConversationDetailSchema>
  }
  exportUsageRequests: {
    params: undefined
    query: z.input<typeof usageRequestsExportQuerySchema>
    body: undefined
    answer: string
  }
  exportUsageBreakdown: {
    params: undefined
    query: z.input<typeof usageBreakdownExportQuerySchema>
    body: undefined
    answer: string
  }
  listSavedViews: {
    params: undefined
    query: z.input<typeof savedViewQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof savedViewSchema>[]; readonly next: string | null }
  }
  createSavedView: {
    params: undefined
    query: undefined
    body: z.input<typeof savedViewCreateSchema>
    answer: z.output<typeof savedViewSchema>
  }
  getSavedView: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: undefined
    answer: z.output<typeof savedViewSchema>
  }
  updateSavedView: {
    params: z.input<typeof idParamsSchema>
    query: undefined
    body: z.input<typeof savedViewUpdateSchema>
    answer: z.output<typeof savedViewSchema>
  }
  deleteSavedView: { params: z.input<typeof idParamsSchema>; query: undefined; body: undefined; answer: undefined }
  exportConfiguration: {
    params: undefined
    query: undefined
    body: undefined
    answer: z.output<typeof configurationSchema>
  }
  applyConfiguration: {
    params: undefined
    query: undefined
    body: z.input<typeof configurationApplySchema>
    answer: z.output<typeof configurationAppliedSchema>
  }
  listAudit: {
    params: undefined
    query: z.input<typeof auditQuerySchema>
    body: undefined
    answer: { readonly items: readonly z.output<typeof auditEntrySchema>[]; readonly next: string | null }
  }
  verifyAudit: {
    params: undefined
    query: undefined
    body: undefined
    answer: z.output<typeof auditVerificationSchema>
  }
}

/** Method, and address below `/api/v1`. */
export const operations = {
  getMe: ['get', '/me'],
  updateMe: ['patch', '/me'],
  listPeople: ['get', '/people'],
  invitePerson: ['post', '/people'],
  getPerson: ['get', '/people/{id}'],
  updatePerson: ['patch', '/people/{id}'],
  invitePersonAgain: ['post', '/people/{id}/invitation'],
  suspendPerson: ['post', '/people/{id}/suspend'],
  reactivatePerson: ['post', '/people/{id}/reactivate'],
  deletePerson: ['delete', '/people/{id}'],
  listTeams: ['get', '/teams'],
  createTeam: ['post', '/teams'],
  getTeam: ['get', '/teams/{id}'],
  updateTeam: ['patch', '/teams/{id}'],
  deleteTeam: ['delete', '/teams/{id}'],
  listMembers: ['get', '/teams/{id}/members'],
  addMember: ['post', '/teams/{id}/members'],
  updateMember: ['patch', '/teams/{id}/members/{personId}'],
  removeMember: ['delete', '/teams/{id}/members/{personId}'],
  listRoles: ['get', '/roles'],
  listRoleBindings: ['get', '/role-bindings'],
  grantRole: ['post', '/role-bindings'],
  getRoleBinding: ['get', '/role-bindings/{id}'],
  revokeRole: ['delete', '/role-bindings/{id}'],
  listAccessTokens: ['get', '/access-tokens'],
  createAccessToken: ['post', '/access-tokens'],
  getAccessToken: ['get', '/access-tokens/{id}'],
  revokeAccessToken: ['delete', '/access-tokens/{id}'],
  listProviders: ['get', '/providers'],
  createProvider: ['post', '/providers'],
  getProvider: ['get', '/providers/{id}'],
  updateProvider: ['patch', '/providers/{id}'],
  testProvider: ['post', '/providers/{id}/test'],
  deleteProvider: ['delete', '/providers/{id}'],
  listCredentials: ['get', '/credentials'],
  createCredential: ['post', '/credentials'],
  getCredential: ['get', '/credentials/{id}'],
  updateCredential: ['patch', '/credentials/{id}'],
  deleteCredential: ['delete', '/credentials/{id}'],
  rotateCredential: ['post', '/credentials/{id}/rotate'],
  activateCredential: ['post', '/credentials/{id}/activate'],
  discardNextSecret: ['delete', '/credentials/{id}/next'],
  listModels: ['get', '/models'],
  createModel: ['post', '/models'],
  getModel: ['get', '/models/{id}'],
  updateModel: ['patch', '/models/{id}'],
  deleteModel: ['delete', '/models/{id}'],
  listEnvironments: ['get', '/environments'],
  createEnvironment: ['post', '/environments'],
  getEnvironment: ['get', '/environments/{id}'],
  updateEnvironment: ['patch', '/environments/{id}'],
  deleteEnvironment: ['delete', '/environments/{id}'],
  listJoinTokens: ['get', '/gateways/join-tokens'],
  createJoinToken: ['post', '/gateways/join-tokens'],
  revokeJoinToken: ['delete', '/gateways/join-tokens/{id}'],
  listGateways: ['get', '/gateways'],
  getGateway: ['get', '/gateways/{id}'],
  updateGateway: ['patch', '/gateways/{id}'],
  revokeGateway: ['post', '/gateways/{id}/revoke'],
  deleteGateway: ['delete', '/gateways/{id}'],
  listPlans: ['get', '/plans'],
  createPlan: ['post', '/plans'],
  importWso2Policy: ['post', '/plans/wso2'],
  simulatePlan: ['post', '/plans/simulate'],
  getPlan: ['get', '/plans/{id}'],
  updatePlan: ['patch', '/plans/{id}'],
  deletePlan: ['delete', '/plans/{id}'],
  listQuotas: ['get', '/quotas'],
  createQuota: ['post', '/quotas'],
  getQuota: ['get', '/quotas/{id}'],
  updateQuota: ['patch', '/quotas/{id}'],
  deleteQuota: ['delete', '/quotas/{id}'],
  resetQuota: ['post', '/quotas/{id}/reset'],
  listDenyRules: ['get', '/deny-rules'],
  createDenyRule: ['post', '/deny-rules'],
  getDenyRule: ['get', '/deny-rules/{id}'],
  updateDenyRule: ['patch', '/deny-rules/{id}'],
  deleteDenyRule: ['delete', '/deny-rules/{id}'],
  listApis: ['get', '/apis'],
  createApi: ['post', '/apis'],
  getApi: ['get', '/apis/{id}'],
  updateApi: ['patch', '/apis/{id}'],
  deleteApi: ['delete', '/apis/{id}'],
  changeApiLifecycle: ['post', '/apis/{id}/lifecycle'],
  createApiVersion: ['post', '/apis/{id}/versions'],
  makeApiDefaultVersion: ['put', '/apis/{id}/default'],
  endApiDefaultVersion: ['delete', '/apis/{id}/default'],
  listEndpoints: ['get', '/apis/{id}/endpoints'],
  createEndpoint: ['post', '/apis/{id}/endpoints'],
  testEndpointDraft: ['post', '/apis/{id}/endpoints/test'],
  getEndpoint: ['get', '/endpoints/{id}'],
  updateEndpoint: ['patch', '/endpoints/{id}'],
  deleteEndpoint: ['delete', '/endpoints/{id}'],
  testEndpoint: ['post', '/endpoints/{id}/test'],
  listPolicyTypes: ['get', '/policy-types'],
  getPolicyType: ['get', '/policy-types/{name}'],
  listOrganisationPolicies: ['get', '/policies'],
  attachOrganisationPolicy: ['post', '/policies'],
  orderOrganisationPolicies: ['put', '/policies/order'],
  listApiPolicies: ['get', '/apis/{id}/policies'],
  attachApiPolicy: ['post', '/apis/{id}/policies'],
  orderApiPolicies: ['put', '/apis/{id}/policies/order'],
  getPolicy: ['get', '/policies/{id}'],
  updatePolicy: ['patch', '/policies/{id}'],
  removePolicy: ['delete', '/policies/{id}'],
  tryPolicies: ['post', '/policies/try'],
  replayPolicy: ['post', '/policies/replay'],
  listDeployments: ['get', '/apis/{id}/deployments'],
  deployApi: ['post', '/apis/{id}/deployments'],
  undeployApi: ['delete', '/apis/{id}/deployments/{environmentId}'],
  listRevisions: ['get', '/apis/{id}/revisions'],
  getRevision: ['get', '/apis/{id}/revisions/{revisionId}'],
  restoreRevision: ['post', '/apis/{id}/revisions/{revisionId}/restore'],
  deleteRevision: ['delete', '/apis/{id}/revisions/{revisionId}'],
  listCatalogue: ['get', '/catalogue'],
  getCatalogueEntry: ['get', '/catalogue/{id}'],
  tryApi: ['post', '/catalogue/{id}/try'],
  getConnection: ['get', '/connection'],
  listApplications: ['get', '/applications'],
  createApplication: ['post', '/applications'],
  getApplication: ['get', '/applications/{id}'],
  updateApplication: ['patch', '/applications/{id}'],
  transferApplication: ['post', '/applications/{id}/transfer'],
  deleteApplication: ['delete', '/applications/{id}'],
  listSubscriptions: ['get', '/subscriptions'],
  listApplicationSubscriptions: ['get', '/applications/{id}/subscriptions'],
  listApiSubscriptions: ['get', '/apis/{id}/subscriptions'],
  getSubscription: ['get', '/subscriptions/{id}'],
  createSubscription: ['post', '/applications/{id}/subscriptions'],
  updateSubscription: ['patch', '/subscriptions/{id}'],
  deleteSubscription: ['delete', '/subscriptions/{id}'],
  approveSubscription: ['post', '/subscriptions/{id}/approve'],
  refuseSubscription: ['post', '/subscriptions/{id}/refuse'],
  blockSubscription: ['post', '/subscriptions/{id}/block'],
  unblockSubscription: ['post', '/subscriptions/{id}/unblock'],
  overrideSubscriptionLimits: ['put', '/subscriptions/{id}/overrides'],
  endSubscriptionOverrides: ['delete', '/subscriptions/{id}/overrides'],
  resetSubscriptionQuota: ['post', '/subscriptions/{id}/reset-quota'],
  listKeys: ['get', '/keys'],
  listApplicationKeys: ['get', '/applications/{id}/keys'],
  getKey: ['get', '/keys/{id}'],
  createKey: ['post', '/applications/{id}/keys'],
  rotateKey: ['post', '/keys/{id}/rotate'],
  createTestKey: ['post', '/apis/{id}/test-keys'],
  updateKey: ['patch', '/keys/{id}'],
  revokeKey: ['post', '/keys/{id}/revoke'],
  deleteKey: ['delete', '/keys/{id}'],
  listRequests: ['get', '/requests'],
  createRequest: ['post', '/requests'],
  getRequest: ['get', '/requests/{id}'],
  withdrawRequest: ['post', '/requests/{id}/withdraw'],
  createRequestedKey: ['post', '/requests/{id}/key'],
  approveRequest: ['post', '/requests/{id}/approve'],
  refuseRequest: ['post', '/requests/{id}/refuse'],
  listSettings: ['get', '/settings'],
  getSetting: ['get', '/settings/{name}'],
  setSetting: ['put', '/settings/{name}'],
  resetSetting: ['delete', '/settings/{name}'],
  testSignIn: ['post', '/sign-in/test'],
  listAlertChannels: ['get', '/alert-channels'],
  createAlertChannel: ['post', '/alert-channels'],
  getAlertChannel: ['get', '/alert-channels/{id}'],
  updateAlertChannel: ['patch', '/alert-channels/{id}'],
  deleteAlertChannel: ['delete', '/alert-channels/{id}'],
  testAlertChannel: ['post', '/alert-channels/{id}/test'],
  listExporters: ['get', '/exporters'],
  createExporter: ['post', '/exporters'],
  getExporter: ['get', '/exporters/{id}'],
  updateExporter: ['patch', '/exporters/{id}'],
  deleteExporter: ['delete', '/exporters/{id}'],
  testExporter: ['post', '/exporters/{id}/test'],
  replayExporter: ['post', '/exporters/{id}/replay'],
  listDeadLetters: ['get', '/exporters/{id}/dead-letters'],
  queueDeadLetters: ['post', '/exporters/{id}/dead-letters/queue'],
  getMyQuotaState: ['get', '/me/quota-state'],
  getApplicationQuotaState: ['get', '/applications/{id}/quota-state'],
  getSubscriptionQuotaState: ['get', '/subscriptions/{id}/quota-state'],
  getUsageTotals: ['get', '/usage/totals'],
  getUsageSeries: ['get', '/usage/series'],
  getUsageBreakdown: ['get', '/usage/breakdown'],
  getUsagePercentiles: ['get', '/usage/percentiles'],
  getUsageCache: ['get', '/usage/cache'],
  getUsageGuardrails: ['get', '/usage/guardrails'],
  getUsagePolicies: ['get', '/usage/policies'],
  getUsageProviders: ['get', '/usage/providers'],
  getUsageRefusals: ['get', '/usage/refusals'],
  getUsageErrors: ['get', '/usage/errors'],
  listUsageRequests: ['get', '/usage/requests'],
  getUsageRequest: ['get', '/usage/requests/{id}'],
  listUsageConversations: ['get', '/usage/conversations'],
  getUsageConversation: ['get', '/usage/conversations/{id}'],
  exportUsageRequests: ['get', '/usage/export/requests'],
  exportUsageBreakdown: ['get', '/usage/export/breakdown'],
  listSavedViews: ['get', '/saved-views'],
  createSavedView: ['post', '/saved-views'],
  getSavedView: ['get', '/saved-views/{id}'],
  updateSavedView: ['patch', '/saved-views/{id}'],
  deleteSavedView: ['delete', '/saved-views/{id}'],
  exportConfiguration: ['get', '/configuration'],
  applyConfiguration: ['post', '/configuration/apply'],
  listAudit: ['get', '/audit'],
  verifyAudit: ['get', '/audit/verify'],
} as const satisfies Record<keyof Operations, readonly [string, string]>
