/** The token of the first group that the inbox has joined. */
export function readToken(): Promise<string> {
  return new Promise((resolve) => {
    const request = indexedDB.open('aoi-inbox-messages')
    request.onsuccess = () => {
      const all = request.result.transaction('groups').objectStore('groups').getAll()
      all.onsuccess = () => {
        request.result.close()
        resolve(String(all.result[0]?.token))
      }
    }
  })
}
