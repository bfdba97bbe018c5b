import { runBusContract } from '#server/testing/bus-contract.ts'
import { InProcessNetwork } from './in-process-bus.ts'

runBusContract({
  name: 'one process',
  open: async () => {
    const network = new InProcessNetwork()
    return { join: async () => network.join(), remove: async () => {} }
  },
})
