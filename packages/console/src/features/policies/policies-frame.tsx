import type { ReactNode } from 'react'
import { Page } from '../../ui/page.tsx'
import { PageTabs } from '../../ui/page-tabs.tsx'

interface PoliciesFrameProps {
  readonly action?: ReactNode
  readonly children: ReactNode
}

/** What both pages about policies begin with. */
export function PoliciesFrame({ action, children }: PoliciesFrameProps) {
  return (
    <Page
      title="Policies"
      says="Those of the organisation meet every call of every API, in front of the API’s own. They are in force at once."
      action={action}
    >
      <div>
        <PageTabs
          label="Policies"
          tabs={[
            { path: '/publisher/policies', name: 'Of the organisation' },
            { path: '/publisher/policies/library', name: 'Library' },
          ]}
        />
        {children}
      </div>
    </Page>
  )
}
