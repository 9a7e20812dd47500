/** Accounts, departments, projects and how a business unit finds them (peoplesoft.md §5.1, §5.3). */
export const codingRecords = {
  SET_CNTRL_REC: {
    key: ['SETCNTRLVALUE', 'RECNAME'],
    fields: { SETCNTRLVALUE: 'C20', RECNAME: 'C15', REC_GROUP_ID: 'C10', SETID: 'C5' },
  },
  GL_ACCOUNT_TBL: {
    key: ['SETID', 'ACCOUNT', 'EFFDT'],
    fields: {
      SETID: 'C5',
      ACCOUNT: 'C10',
      EFFDT: 'D',
      EFF_STATUS: 'C1=A',
      DESCR: 'C30',
      DESCRSHORT: 'C10',
      ACCOUNT_TYPE: 'C1=E',
      UNIT_OF_MEASURE: 'C3',
      OPEN_ITEM: 'C1=N',
      STATISTICS_ACCOUNT: 'C1=N',
      BUDGETARY_ONLY: 'C1=N',
      BALANCE_FWD_SW: 'C1=N',
      BUDG_OVERRIDE_ACCT: 'C1=N',
      ACCOUNTING_OWNER: 'C30',
      CURRENCY_CD: 'C3',
    },
  },
  DEPT_TBL: {
    key: ['SETID', 'DEPTID', 'EFFDT'],
    fields: {
      SETID: 'C5',
      DEPTID: 'C10',
      EFFDT: 'D',
      EFF_STATUS: 'C1=A',
      DESCR: 'C30',
      DESCRSHORT: 'C10',
      COMPANY: 'C3',
      LOCATION: 'C10',
      MANAGER_ID: 'C11',
    },
  },
  PROJECT: {
    key: ['BUSINESS_UNIT', 'PROJECT_ID'],
    fields: {
      BUSINESS_UNIT: 'C5',
      PROJECT_ID: 'C15',
      EFF_STATUS: 'C1=A',
      DESCR: 'C30',
      PROJECT_TYPE: 'C5',
      INTEGRATION_TMPL: 'C15',
    },
  },
  PROJ_ACTIVITY: {
    key: ['BUSINESS_UNIT', 'PROJECT_ID', 'ACTIVITY_ID'],
    fields: { BUSINESS_UNIT: 'C5', PROJECT_ID: 'C15', ACTIVITY_ID: 'C15', EFF_STATUS: 'C1=A', DESCR: 'C30' },
  },
} as const
