/** The other end of a `Worker`: answers each order with one message. The process ends when an order fails. */
export function carryOutOrders<Order>(carryOut: (order: Order) => Promise<object>): void {
  process.on('message', (order: Order) => {
    carryOut(order).then(
      (answer) => process.send?.(answer),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
}
