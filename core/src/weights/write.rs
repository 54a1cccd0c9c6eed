//! From a model into a safetensors file. The parameters are written as they lie in memory, without a copy of the model.

use core::fmt::Write as _;
use core::sync::atomic::{AtomicU64, Ordering};
use std::borrow::ToOwned;
use std::format;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::string::String;
use std::vec::Vec;

use super::Error;
use super::tensor_name;
use crate::Scalar;
use crate::model::{Network, each_parameter};

pub(crate) fn to_bytes<M: Network>(model: &M) -> Vec<u8> {
    let header = header(model);
    let mut bytes = Vec::with_capacity(8 + header.len() + M::PARAMS * size_of::<M::Scalar>());
    // Writing to a vector cannot fail.
    let _ = write_to(model, &header, &mut bytes);
    bytes
}

pub(crate) fn save<M: Network>(model: &M, path: &Path) -> Result<(), Error> {
    // Through symbolic links, so that the file is replaced and the link stays.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    write_file(model, &target).map_err(|error| Error::Write {
        path: path.to_owned(),
        error,
    })
}

fn write_file<M: Network>(model: &M, target: &Path) -> io::Result<()> {
    let old = fs::metadata(target).ok();
    if let Some(old) = &old
        && !old.is_file()
    {
        // A pipe or a device cannot be replaced; a folder gives the system's error.
        return write_through(model, &File::create(target)?);
    }
    if old.as_ref().is_some_and(|old| old.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let Some(name) = target.file_name() else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the path ends without a file name",
        ));
    };
    let temporary = target.with_file_name(temporary_name(&name.to_string_lossy()));
    let written = File::create_new(&temporary).and_then(|file| {
        if let Some(old) = old {
            file.set_permissions(old.permissions())?;
        }
        write_through(model, &file)?;
        file.sync_all()?;
        fs::rename(&temporary, target)
    });
    if written.is_err() {
        // Not there, or not worth a second error.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// A name that no other save of this or of another process uses at the same time.
fn temporary_name(name: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!(".{name}.{}-{count}.part", std::process::id())
}

fn write_through<M: Network>(model: &M, file: &File) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    write_to(model, &header(model), &mut out)?;
    out.flush()
}

fn write_to<M: Network>(model: &M, header: &str, out: &mut impl Write) -> io::Result<()> {
    out.write_all(&(header.len() as u64).to_le_bytes())?;
    out.write_all(header.as_bytes())?;
    let mut result = Ok(());
    each_parameter(model, |_, _, values| {
        if result.is_ok() {
            result = write_numbers(values, out);
        }
    });
    result
}

/// The header: a JSON object, padded so that the numbers behind it are aligned.
fn header<M: Network>(model: &M) -> String {
    let mut json = String::from(r#"{"__metadata__":{"layout":"Keras","producer":"layerproof"}"#);
    let mut start = 0;
    each_parameter(model, |layer, parameter, values| {
        let end = start + size_of_val(values);
        // Names are Rust identifiers, shapes print as JSON does. Writing to a string cannot fail.
        let _ = write!(
            json,
            r#","{}":{{"dtype":"{}","shape":{:?},"data_offsets":[{start},{end}]}}"#,
            tensor_name(layer, parameter),
            M::Scalar::DTYPE,
            parameter.shape,
        );
        start = end;
    });
    json.push('}');
    while !json.len().is_multiple_of(8) {
        json.push(' ');
    }
    json
}

/// Little-endian, as the format says.
fn write_numbers<T: Scalar>(numbers: &[T], out: &mut impl Write) -> io::Result<()> {
    if cfg!(target_endian = "little") {
        return out.write_all(bytemuck::cast_slice(numbers));
    }
    numbers.iter().try_for_each(|number| {
        let mut number = *number;
        let bytes = bytemuck::bytes_of_mut(&mut number);
        bytes.reverse();
        out.write_all(bytes)
    })
}
