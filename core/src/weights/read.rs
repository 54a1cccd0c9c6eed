//! From a file into a model.

use std::borrow::ToOwned;
use std::fs;
use std::path::Path;

use super::Error;
use super::load::load_from;
use crate::model::Network;

pub(crate) fn load<M: Network>(model: &mut M, path: &Path) -> Result<(), Error> {
    let bytes = fs::read(path).map_err(|error| Error::Read {
        path: path.to_owned(),
        error,
    })?;
    load_from(model, &bytes).map_err(|error| Error::of(error, Some(path)))
}
