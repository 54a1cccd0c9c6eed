//! Numbers of each epoch as event files.

use std::format;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::string::String;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use std::vec::Vec;

use super::{Callback, Names, Training};
use crate::error::{Error, FileError};

/// Writes event files that [TensorBoard](https://www.tensorflow.org/tensorboard) shows,
/// [`keras.callbacks.TensorBoard`](https://keras.io/api/callbacks/tensorboard/): `tensorboard --logdir logs`.
///
/// As Keras does, it writes the scalars `epoch_loss`, `epoch_` and the name of each metric, and `epoch_learning_rate`, with the epoch
/// counted from 0 as the step; those of the training to the folder `train`, those of the validation to `validation`. Each `fit` has
/// files of its own there, whose events are in them before the next epoch begins. Of each event the file has two checksums.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// # let folder = std::env::temp_dir().join(format!("layerproof-events-{}", std::process::id()));
/// let fit = Fit::new().epochs(3).callback(TensorBoard::new(&folder));
/// Line::new(7).compile(MeanSquaredError::new(), Sgd::new(0.1), ()).fit(&[[1.0]], &[2.0], &fit)?;
/// assert_eq!(std::fs::read_dir(folder.join("train"))?.count(), 1);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TensorBoard {
    log_dir: PathBuf,
    train: Option<PathBuf>,
    validation: Option<PathBuf>,
}

impl TensorBoard {
    /// Writes to this folder, which is made where it is not there.
    pub fn new(log_dir: impl Into<PathBuf>) -> Self {
        Self {
            log_dir: log_dir.into(),
            train: None,
            validation: None,
        }
    }
}

impl<M> Callback<M> for TensorBoard {
    fn on_train_begin(&mut self, names: &Names<'_>, _: &mut Training<'_, M>) -> Result<(), Error> {
        self.train = Some(begin(&self.log_dir.join("train"))?);
        self.validation = if names.has_validation {
            Some(begin(&self.log_dir.join("validation"))?)
        } else {
            None
        };
        Ok(())
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_, M>) -> Result<(), Error> {
        let (Some(epoch), Some(train)) = (training.last(), &self.train) else {
            return Ok(());
        };
        let step = epoch.epoch as u64 - 1;
        let rate = epoch.learning_rate.map(|rate| ("learning_rate", rate));
        let numbers = [("loss", epoch.loss)].into_iter();
        let numbers = numbers.chain(epoch.metrics.iter().copied()).chain(rate);
        append(train, &scalars(step, numbers))?;
        if let (Some(loss), Some(validation)) = (epoch.val_loss, &self.validation) {
            let numbers = [("loss", loss)].into_iter().chain(epoch.val_metrics.iter().copied());
            append(validation, &scalars(step, numbers))?;
        }
        Ok(())
    }
}

fn failed(path: &Path, error: io::Error) -> Error {
    let path = path.to_path_buf();
    FileError { path, error }.into()
}

/// A new file in this folder, with the event that says what it is.
fn begin(folder: &Path) -> Result<PathBuf, Error> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let (seconds, process) = (now() as u64, std::process::id());
    let path = folder.join(format!("events.out.tfevents.{seconds}.layerproof.{process}.{count}.v2"));
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let mut event = event(0);
    text(&mut event, 3, "brain.Event:2");
    append(&path, &record(&event))?;
    Ok(path)
}

fn append(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(bytes))
        .map_err(|error| failed(path, error))
}

/// Seconds since 1970.
fn now() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |time| time.as_secs_f64())
}

/// An event for each number.
fn scalars(step: u64, numbers: impl Iterator<Item = (&'static str, f64)>) -> Vec<u8> {
    let mut records = Vec::new();
    for (name, number) in numbers {
        let (mut value, mut summary, mut event) = (Vec::new(), Vec::new(), event(step));
        text(&mut value, 1, &(String::from("epoch_") + name));
        key(&mut value, 2, FIXED_32);
        value.extend((number as f32).to_le_bytes());
        bytes(&mut summary, 1, &value);
        bytes(&mut event, 5, &summary);
        records.extend(record(&event));
    }
    records
}

// Protocol buffers, https://protobuf.dev/programming-guides/encoding: the kinds of fields.
const VARINT: u64 = 0;
const FIXED_64: u64 = 1;
const LENGTH: u64 = 2;
const FIXED_32: u64 = 5;

/// The beginning of an `Event`: its time and its step.
fn event(step: u64) -> Vec<u8> {
    let mut event = Vec::new();
    key(&mut event, 1, FIXED_64);
    event.extend(now().to_le_bytes());
    key(&mut event, 2, VARINT);
    varint(&mut event, step);
    event
}

fn key(out: &mut Vec<u8>, field: u64, kind: u64) {
    varint(out, field << 3 | kind);
}

fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn bytes(out: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    key(out, field, LENGTH);
    varint(out, bytes.len() as u64);
    out.extend(bytes);
}

fn text(out: &mut Vec<u8>, field: u64, text: &str) {
    bytes(out, field, text.as_bytes());
}

/// A [`TFRecord`](https://www.tensorflow.org/tutorials/load_data/tfrecord): the length with its checksum, the data with theirs.
fn record(data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u64).to_le_bytes();
    let mut record = Vec::with_capacity(16 + data.len());
    record.extend(length);
    record.extend(masked(crc32c(&length)).to_le_bytes());
    record.extend(data);
    record.extend(masked(crc32c(data)).to_le_bytes());
    record
}

/// So that the checksum of data that contain their checksum says something.
const fn masked(checksum: u32) -> u32 {
    checksum.rotate_right(15).wrapping_add(0xa282_ead8)
}

/// The checksum of Castagnoli, RFC 3720, a byte at a time.
fn crc32c(data: &[u8]) -> u32 {
    static TABLE: [u32; 256] = table();
    let next = |checksum: u32, byte: &u8| checksum >> 8 ^ TABLE[usize::from(checksum as u8 ^ byte)];
    !data.iter().fold(!0, next)
}

const fn table() -> [u32; 256] {
    const POLYNOMIAL: u32 = 0x82f6_3b78;
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let (mut checksum, mut bit) = (i as u32, 0);
        while bit < 8 {
            checksum = checksum >> 1 ^ (POLYNOMIAL * (checksum & 1));
            bit += 1;
        }
        table[i] = checksum;
        i += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::crc32c;

    #[test]
    fn checksums_are_those_of_rfc_3720() {
        assert_eq!(crc32c(&[0; 32]), 0x8a91_36aa);
        assert_eq!(crc32c(&[0xff; 32]), 0x62a8_ab43);
        assert_eq!(crc32c(&core::array::from_fn::<u8, 32, _>(|i| i as u8)), 0x46dd_794e);
        assert_eq!(crc32c(b"123456789"), 0xe306_9283);
    }
}
