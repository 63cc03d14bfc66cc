import { Anchor, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { PoliciesFrame } from './policies-frame.tsx'
import { PolicyDrawers } from './policy-drawers.tsx'
import { PolicyPath } from './policy-path.tsx'
import { usePolicies } from './policy-scope.ts'

/** What happens to a call of whatever API? */
export function OrganisationPoliciesPage() {
  const may = useMay()
  const { go } = useAddress()
  const policies = usePolicies(null)
  const types = useAnswer('listPolicyTypes', {})
  return (
    <PoliciesFrame action={may('apis:manage') && <Button onClick={() => go({ add: '1' })}>Add policy</Button>}>
      <Answered asked={types} lines={6}>
        {({ items: known }) => (
          <Answered asked={policies} lines={6}>
            {({ items }) => (
              <>
                <PolicyPath
                  scope={null}
                  policies={items}
                  before={[]}
                  types={known}
                  keySays="Who calls is known by the key of an application. Without a good one, a call ends here."
                  limitsSays={
                    <>
                      What is left of{' '}
                      <Anchor component={Link} to="/publisher/plans" size="sm" underline="always">
                        the plan
                      </Anchor>{' '}
                      and of budgets.
                    </>
                  }
                  providerSays="What is left of the request goes to an endpoint of the API."
                />
                <PolicyDrawers scope={null} policies={items} types={known} />
              </>
            )}
          </Answered>
        )}
      </Answered>
    </PoliciesFrame>
  )
}
