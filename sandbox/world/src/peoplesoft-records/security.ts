/**
 * Who may call what (peoplesoft.md §2). PSOPRDEFN is named there; the other PeopleTools names and columns are general
 * knowledge. QUERY_ACCESS stands for the query tree, OAUTH_CLIENT for what the external authorization server knows: both ours.
 */
export const securityRecords = {
  PSOPRDEFN: {
    key: ['OPRID'],
    fields: {
      OPRID: 'C30',
      OPRDEFNDESC: 'C30',
      OPERPSWD: 'C254',
      EMAILID: 'C70',
      ACCTLOCK: 'N1',
      FAILEDLOGINS: 'N3',
    },
  },
  PSROLEUSER: { key: ['ROLEUSER', 'ROLENAME'], fields: { ROLEUSER: 'C30', ROLENAME: 'C30' } },
  PSROLECLASS: { key: ['ROLENAME', 'CLASSID'], fields: { ROLENAME: 'C30', CLASSID: 'C30' } },
  PSAUTHWS: { key: ['CLASSID', 'IB_OPERATIONNAME'], fields: { CLASSID: 'C30', IB_OPERATIONNAME: 'C30' } },
  /** IB_REQVERIFY: N none, B Basic, O OAuth2, A any of the two. */
  PSOPERATION: {
    key: ['IB_OPERATIONNAME'],
    fields: {
      IB_OPERATIONNAME: 'C30',
      IB_ALIASNAME: 'C40',
      IB_RESTMETHOD: 'C6',
      IB_REQVERIFY: 'C1=A',
      ACTIVE_FLAG: 'C1=A',
    },
  },
  QUERY_ACCESS: { key: ['CLASSID', 'RECNAME'], fields: { CLASSID: 'C30', RECNAME: 'C15' } },
  /** SCOPE: blank-separated. AUD: blank takes the audience that the gateway expects. */
  OAUTH_CLIENT: {
    key: ['CLIENT_ID'],
    fields: {
      CLIENT_ID: 'C60',
      CLIENT_SECRET: 'C254',
      SUB: 'C70',
      EMAIL: 'C70',
      SCOPE: 'C254=readwrite',
      AUD: 'C254',
    },
  },
} as const
