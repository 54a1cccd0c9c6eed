//! From a file into a model.

use std::borrow::ToOwned;
use std::fs;
use std::path::Path;

use super::fault::Fault;
use super::load::load_from;
use crate::model::Network;

pub(crate) fn load<M: Network>(model: &mut M, path: &Path) -> Result<(), Fault> {
    let bytes = fs::read(path).map_err(|error| Fault::Read {
        path: path.to_owned(),
        error,
    })?;
    load_from(model, &bytes).map_err(|unfit| Fault::of(unfit, Some(path)))
}
