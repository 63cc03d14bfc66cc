import { accessTokenRoutes } from './resources/access-tokens.ts'
import { alertChannelRoutes } from './resources/alert-channels.ts'
import { apiKeyRoutes } from './resources/api-keys.ts'
import { apiRoutes } from './resources/apis.ts'
import { applicationRoutes } from './resources/applications.ts'
import { auditRoutes } from './resources/audit.ts'
import { catalogueRoutes } from './resources/catalogue.ts'
import { configurationRoutes } from './resources/configuration.ts'
import { connectionRoutes } from './resources/connection.ts'
import { credentialRoutes } from './resources/credentials.ts'
import { denyRuleRoutes } from './resources/deny-rules.ts'
import { endpointRoutes } from './resources/endpoints.ts'
import { environmentRoutes } from './resources/environments.ts'
import { exporterRoutes } from './resources/exporters.ts'
import { gatewayRoutes } from './resources/gateways.ts'
import { meRoutes } from './resources/me.ts'
import { modelRoutes } from './resources/models.ts'
import { peopleRoutes } from './resources/people.ts'
import { planRoutes } from './resources/plans.ts'
import { policyAttachmentRoutes } from './resources/policy-attachments.ts'
import { policyTrialRoutes } from './resources/policy-trials.ts'
import { providerRoutes } from './resources/providers.ts'
import { quotaStateRoutes } from './resources/quota-states.ts'
import { quotaRoutes } from './resources/quotas.ts'
import { requestRoutes } from './resources/requests.ts'
import { revisionRoutes } from './resources/revisions.ts'
import { roleBindingRoutes } from './resources/role-bindings.ts'
import { savedViewRoutes } from './resources/saved-views.ts'
import { settingRoutes } from './resources/settings.ts'
import { signInRoutes } from './resources/sign-in.ts'
import { subscriptionRoutes } from './resources/subscriptions.ts'
import { teamRoutes } from './resources/teams.ts'
import { usageRoutes } from './resources/usage.ts'
import type { Route } from './route.ts'

/** The whole REST API: the router, the description, the access matrix and the reference page are made of this list. */
export const routes: readonly Route[] = [
  ...meRoutes,
  ...peopleRoutes,
  ...teamRoutes,
  ...roleBindingRoutes,
  ...accessTokenRoutes,
  ...providerRoutes,
  ...credentialRoutes,
  ...modelRoutes,
  ...environmentRoutes,
  ...gatewayRoutes,
  ...planRoutes,
  ...quotaRoutes,
  ...denyRuleRoutes,
  ...apiRoutes,
  ...endpointRoutes,
  ...policyAttachmentRoutes,
  ...policyTrialRoutes,
  ...revisionRoutes,
  ...catalogueRoutes,
  ...connectionRoutes,
  ...applicationRoutes,
  ...subscriptionRoutes,
  ...apiKeyRoutes,
  ...requestRoutes,
  ...settingRoutes,
  ...signInRoutes,
  ...alertChannelRoutes,
  ...exporterRoutes,
  ...quotaStateRoutes,
  ...usageRoutes,
  ...savedViewRoutes,
  ...configurationRoutes,
  ...auditRoutes,
]
