import { Textarea } from '@mantine/core'

interface RestrictionFieldsProps {
  readonly allowedAddresses?: readonly string[]
  readonly allowedReferrers?: readonly string[]
}

/** From where a key may be used. */
export function RestrictionFields({ allowedAddresses = [], allowedReferrers = [] }: RestrictionFieldsProps) {
  return (
    <>
      <Textarea
        name="addresses"
        label="Addresses that may use it"
        description="One a line: 10.0.0.0/8 or 203.0.113.7. Empty: any."
        defaultValue={allowedAddresses.join('\n')}
        autosize
        minRows={2}
      />
      <Textarea
        name="referrers"
        label="Web pages that may use it"
        description="Referer headers, one a line: *.example.com/*. Empty: any."
        defaultValue={allowedReferrers.join('\n')}
        autosize
        minRows={2}
      />
    </>
  )
}
