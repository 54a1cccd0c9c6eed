//! The part of the expansion that learns, which a build without training drops.

use proc_macro2::{Ident, TokenStream};

use super::item::Field;
use super::names::Names;
use crate::model::Model;

pub(super) fn implementation(name: &Ident, model: &Model, fields: &[Field], names: &Names) -> Option<TokenStream> {
    let _ = (name, model, fields, names);
    None
}
