// Reads requests as JSON lines and answers each with one line: Allowed, ExplicitlyDenied, ImplicitlyDenied, or what is wrong.
//
// As the package's own runUnsafeSimulation does it, which knows no session policies and trips over a resource's policy;
// hence what is not exported, by its path. The version is pinned.
import { loadPolicy } from '@cloud-copilot/iam-policy'
import { createInterface } from 'node:readline'

const inside = './node_modules/@cloud-copilot/iam-simulate/dist/esm/'
const { authorize } = await import(`${inside}core_engine/CoreSimulatorEngine.js`)
const { AwsRequestImpl } = await import(`${inside}request/request.js`)
const { RequestContextImpl } = await import(`${inside}requestContext.js`)
const { DiscoveryContextKeyConstraints } = await import(`${inside}context_keys/discoveryContextKeyConstraints.js`)

const loaded = (policies) => policies.map(({ name, policy }) => loadPolicy(policy, { name }))
const levels = (found) =>
  found.map(({ orgIdentifier, policies }) => ({ orgIdentifier, policies: loaded(policies) }))
const one = (policy, name) => (policy ? loadPolicy(policy, { name }) : undefined)

function judge({ request, ...policies }) {
  const { principal, resource, action, contextVariables } = request
  return authorize({
    request: new AwsRequestImpl(principal, resource, action, new RequestContextImpl(contextVariables)),
    sessionPolicy: one(policies.sessionPolicy, 'session'),
    identityPolicies: loaded(policies.identityPolicies),
    serviceControlPolicies: levels(policies.serviceControlPolicies),
    resourceControlPolicies: levels(policies.resourceControlPolicies),
    resourcePolicy: one(policies.resourcePolicy, 'resource'),
    permissionBoundaries: policies.permissionBoundaryPolicies && loaded(policies.permissionBoundaryPolicies),
    vpcEndpointPolicies: undefined,
    simulationParameters: {
      simulationMode: 'Strict',
      discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([])
    },
    serviceSettings: {}
  }).result
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(judge(JSON.parse(line)))
  } catch (error) {
    console.log(`error: ${error.message}`)
  }
}
