//! Proving the vault: every data key and every sealed row opens, or was shredded on purpose.

use std::collections::{BTreeMap, BTreeSet};

use super::data_key::{Compartment, KeyState};
use super::{Opened, Vault};
use crate::error::Result;

/// Faults named in one sentence.
const FAULTS_NAMED: usize = 5;

/// What a look at every sealed row gave.
#[derive(Debug, Default)]
pub(crate) struct Proof {
    pub(crate) rows: u64,
    pub(crate) data_keys: u64,
    pub(crate) shredded_rows: BTreeMap<Compartment, u64>,
    pub(crate) shredded_keys: BTreeSet<Compartment>,
    pub(crate) ready_keys: BTreeSet<Compartment>,
    /// The first few, and how many there are.
    pub(crate) faults: Vec<String>,
    pub(crate) fault_count: u64,
}

impl Proof {
    fn fault(&mut self, fault: String) {
        self.fault_count += 1;
        if self.faults.len() < FAULTS_NAMED {
            self.faults.push(fault);
        }
    }
}

impl Vault {
    /// Opens everything.
    pub(crate) fn prove(&self) -> Result<Proof> {
        let mut proof = Proof::default();
        let whole: String = self
            .connection
            .query_row("pragma integrity_check", [], |row| row.get(0))?;
        if whole != "ok" {
            proof.fault("`vault.db` is damaged".to_owned());
        }
        for (key_id, key) in &self.keys {
            proof.data_keys += 1;
            match &key.state {
                KeyState::Ready { .. } => drop(proof.ready_keys.insert(key.compartment.clone())),
                KeyState::Shredded => drop(proof.shredded_keys.insert(key.compartment.clone())),
                KeyState::Damaged(fault) => proof.fault(format!("data key {key_id}: {fault}")),
            }
        }
        let mut statement = self
            .connection
            .prepare("select dataset, landed_seq, key_id, sealed from personal_row")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (dataset, landed_seq): (String, i64) = (row.get(0)?, row.get(1)?);
            let sealed = row.get_ref(3)?.as_blob().unwrap_or_default();
            match self.open_sealed(&dataset, landed_seq, row.get(2)?, sealed) {
                Ok(Opened::Clear(_)) => proof.rows += 1,
                Ok(Opened::Shredded(compartment)) => {
                    *proof.shredded_rows.entry(compartment).or_default() += 1;
                }
                Err(what) => proof.fault(format!("row {landed_seq} of `{dataset}` {what}")),
            }
        }
        Ok(proof)
    }
}
