//! What a home does with its vault as a whole: rotate its keys, shred a county's year, prove that all else still opens.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};

use crate::error::{Result, WarehouseError};
use crate::ledger::ShreddingRow;
use crate::tables::SOURCE_FILE;
use crate::vault::{Compartment, CompartmentRow, Opened, Vault};
use crate::verify::{Check, check};
use crate::warehouse::Warehouse;
use crate::writer::Writer;

impl Writer<'_> {
    /// Makes new keys; what was sealed stays readable. Gives the id of the new wrapping key.
    pub fn rotate_keys(&mut self) -> Result<String> {
        self.vault.rotate()?;
        Ok(self.vault.wrapping_key_id().to_owned())
    }

    /// Makes everything that a county delivered in a year unreadable for good, rows and files, and notes who ordered it. Gives how many data
    /// keys were thrown away: none when it was done before.
    pub fn shred(
        &mut self,
        compartment: &Compartment,
        reason: &str,
        by: &str,
        at: DateTime<FixedOffset>,
    ) -> Result<usize> {
        if !self
            .vault
            .compartments()?
            .iter()
            .any(|row| row.compartment == *compartment)
        {
            return Err(WarehouseError::Vault(format!(
                "nothing that {} delivered in {} is sealed here",
                compartment.county_code, compartment.year
            )));
        }
        self.warehouse
            .ledger(|ledger| ledger.note_shredding(compartment, reason, by, at))?;
        self.vault.shred(compartment)
    }
}

impl Warehouse {
    /// Opens the vault with the home's keys, both made when nothing has landed yet.
    pub(crate) fn open_vault(&self) -> Result<Vault> {
        let is_new = self.ledger(|ledger| ledger.batches())?.is_empty();
        Vault::open(&self.home, is_new)
    }

    /// The vault, unless nothing was ever sealed: asking a question makes no keys.
    fn existing_vault(&self) -> Result<Option<Vault>> {
        let is_untouched = !self.home.vault().exists() && self.ledger(|ledger| ledger.batches())?.is_empty();
        if is_untouched {
            return Ok(None);
        }
        self.open_vault().map(Some)
    }

    /// What is sealed, by county and year of delivery, and what was ordered to be shredded.
    pub fn custody(&self) -> Result<(Vec<CompartmentRow>, Vec<ShreddingRow>)> {
        let compartments = match self.existing_vault()? {
            Some(vault) => vault.compartments()?,
            None => vec![],
        };
        Ok((compartments, self.ledger(|ledger| ledger.shreddings())?))
    }

    /// A delivered file as it came, by the hash of its content.
    pub fn delivered_file(&self, sha256: &str) -> Result<Opened> {
        self.archive.open(&self.open_vault()?, sha256)
    }

    /// Every row that landed with personal cells is in the vault and opens, or its key was thrown away by an order that the ledger knows.
    pub(crate) fn check_vault(&self) -> Result<Check> {
        let Some(vault) = self.existing_vault()? else {
            return Ok(check("vault", true, "nothing is sealed yet".to_owned()));
        };
        let proof = vault.prove()?;
        let ordered: BTreeSet<Compartment> = self
            .ledger(|ledger| ledger.shreddings())?
            .into_iter()
            .map(|row| row.compartment)
            .collect();
        let mut faults = proof.faults;
        // Beyond the landed rows there may be some of a run that did not finish; the next one forgets them.
        let landed = 0..self.ledger(|ledger| ledger.landed_rows())?;
        faults.extend(self.unsealed(&vault, &landed, &self.ledger(|ledger| ledger.accounts())?)?);
        for gone in proof.shredded_keys.difference(&ordered) {
            faults.push(format!("{gone} lost its keys, and nobody ordered it"));
        }
        for kept in ordered.difference(&proof.shredded_keys) {
            faults.push(format!(
                "{kept} was ordered to be shredded and is not; order it again"
            ));
        }
        let shredded: u64 = proof.shredded_rows.values().sum();
        let mut detail = format!("{} rows open with {} data keys", proof.rows, proof.data_keys);
        if shredded > 0 {
            detail = format!("{detail}, {shredded} were shredded by order");
        }
        if !faults.is_empty() {
            let more = proof
                .fault_count
                .saturating_sub(u64::try_from(faults.len()).unwrap_or_default());
            detail = format!("{detail}; {}", faults.join("; "));
            if more > 0 {
                detail = format!("{detail}; and {more} more");
            }
        }
        Ok(check("vault", faults.is_empty(), detail))
    }

    /// Every delivered file opens and has the content it is named for, or was shredded.
    pub(crate) async fn check_archive(&self) -> Result<Check> {
        let versions = self.ledger(|ledger| ledger.versions())?;
        let hashes = self.count_by(&versions, SOURCE_FILE, "file_sha256").await?;
        let Some(vault) = self.existing_vault()? else {
            return Ok(check("raw archive", true, "no file was delivered yet".to_owned()));
        };
        let mut faults = vec![];
        let mut shredded = 0;
        for sha256 in hashes.keys() {
            match self.archive.is_whole(&vault, sha256) {
                Ok(Some(true)) => {}
                Ok(None) => shredded += 1,
                Ok(Some(false)) | Err(_) => faults.push(sha256.as_str()),
            }
        }
        let detail = if faults.is_empty() {
            let whole = format!(
                "{} delivered files open and have the content they are named for",
                hashes.len() - shredded
            );
            if shredded == 0 {
                whole
            } else {
                format!("{whole}, {shredded} were shredded")
            }
        } else {
            format!("damaged or missing: {}", faults.join(", "))
        };
        Ok(check("raw archive", faults.is_empty(), detail))
    }
}
