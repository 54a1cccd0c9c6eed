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

use bytemuck::Pod;

use super::Error;
use super::tensor_name;
use crate::Scalar;
use crate::model::{Network, each_parameter};

pub(crate) fn to_bytes<M: Network>(model: &M) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(M::PARAMS * size_of::<M::Scalar>());
    // Writing to a vector cannot fail.
    let _ = write_tensors(&mut bytes, |writer| writer.parameters(model));
    bytes
}

pub(crate) fn save<M: Network>(model: &M, path: &Path) -> Result<(), Error> {
    save_tensors(path, |writer| writer.parameters(model))
}

/// Saves the tensors that `show` shows, which is called twice: for the header, and for the numbers.
pub(crate) fn save_tensors(path: &Path, show: impl FnMut(&mut TensorWriter<'_>)) -> Result<(), Error> {
    // Through symbolic links, so that the file is replaced and the link stays.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    write_file(&target, show).map_err(|error| Error::Write {
        path: path.to_owned(),
        error,
    })
}

fn write_file(target: &Path, show: impl FnMut(&mut TensorWriter<'_>)) -> io::Result<()> {
    let old = fs::metadata(target).ok();
    if let Some(old) = &old
        && !old.is_file()
    {
        // A pipe or a device cannot be replaced; a folder gives the system's error.
        return write_through(&File::create(target)?, show);
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
        write_through(&file, show)?;
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

fn write_through(file: &File, show: impl FnMut(&mut TensorWriter<'_>)) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    write_tensors(&mut out, show)?;
    out.flush()
}

fn write_tensors(out: &mut impl Write, mut show: impl FnMut(&mut TensorWriter<'_>)) -> io::Result<()> {
    let mut writer = TensorWriter {
        json: String::from(r#"{"__metadata__":{"layout":"Keras","producer":"layerproof"}"#),
        end: 0,
        out: None,
        result: Ok(()),
    };
    show(&mut writer);
    let TensorWriter { json: mut header, .. } = writer;
    header.push('}');
    // So that the numbers behind it are aligned.
    while !header.len().is_multiple_of(8) {
        header.push(' ');
    }
    out.write_all(&(header.len() as u64).to_le_bytes())?;
    out.write_all(header.as_bytes())?;
    let mut writer = TensorWriter {
        json: String::new(),
        end: 0,
        out: Some(out),
        result: Ok(()),
    };
    show(&mut writer);
    writer.result
}

/// Takes tensors one by one: into the header of a file, a JSON object, or their numbers into the file.
pub(crate) struct TensorWriter<'a> {
    json: String,
    end: usize,
    out: Option<&'a mut dyn Write>,
    result: io::Result<()>,
}

impl TensorWriter<'_> {
    /// All parameters of a model, by name.
    pub(crate) fn parameters<M: Network>(&mut self, model: &M) {
        each_parameter(model, |layer, parameter, values| {
            self.tensor(
                &tensor_name(layer, parameter),
                M::Scalar::DTYPE,
                parameter.shape,
                values,
            );
        });
    }

    /// A tensor of these numbers. Names are such that JSON needs no escapes.
    pub(crate) fn tensor<T: Pod>(&mut self, name: &str, dtype: &str, shape: &[usize], numbers: &[T]) {
        self.begin(name, dtype, shape, size_of_val(numbers));
        self.numbers(numbers);
    }

    /// A tensor of so many bytes, whose numbers follow by [`TensorWriter::numbers`].
    pub(crate) fn begin(&mut self, name: &str, dtype: &str, shape: &[usize], bytes: usize) {
        if self.out.is_none() {
            let (start, end) = (self.end, self.end + bytes);
            // Shapes print as JSON does. Writing to a string cannot fail.
            let _ = write!(
                self.json,
                r#","{name}":{{"dtype":"{dtype}","shape":{shape:?},"data_offsets":[{start},{end}]}}"#,
            );
            self.end = end;
        }
    }

    /// The next numbers of a tensor.
    pub(crate) fn numbers<T: Pod>(&mut self, numbers: &[T]) {
        if let Some(out) = &mut self.out
            && self.result.is_ok()
        {
            self.result = write_numbers(numbers, out);
        }
    }
}

/// Little-endian, as the format says.
fn write_numbers<T: Pod>(numbers: &[T], out: &mut dyn Write) -> io::Result<()> {
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
