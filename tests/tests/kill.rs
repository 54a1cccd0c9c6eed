//! A program that trains with checkpoints is killed at any moment: the newest one is whole, and goes on to the same bits.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        Dense<24, Tanh>,
        Dropout<0.2>,
        Dense<1>,
    }
}

const EPOCHS: usize = 10;
const KILLS: usize = 200;
const FOLDER: &str = "LAYERPROOF_KILLED_TRAINING";

/// Trains from the start, or from where the backup in the folder is, with all that a state holds: an order of the samples, what is
/// left out, moments, an average, a rate that is lowered, and the best weights so far.
fn train(folder: Option<&Path>) -> (Box<Net>, Vec<f64>) {
    let number = |i: usize, j: usize| ((i * 31 + j * 17) % 23) as f32 / 23.0 - 0.5;
    let x: [[f32; 4]; 40] = core::array::from_fn(|i| core::array::from_fn(|j| number(i, j)));
    let y: [f32; 40] = core::array::from_fn(|i| number(i, 5) * number(i, 1) + number(i, 2));
    let mut model = Net::boxed_new(7);
    let optimizer = Adam::new(0.02).use_ema().ema_momentum(0.9);
    let mut compiled = model.compile(MeanSquaredError::new(), optimizer, MeanAbsoluteError::new());
    let fit = Fit::new()
        .epochs(EPOCHS)
        .batch_size(6)
        .seed(5)
        .validation_split(0.25)
        .callback(ReduceLrOnPlateau::new().patience(2).factor(0.7))
        .callback(
            EarlyStopping::new()
                .monitor("loss")
                .patience(EPOCHS)
                .restore_best_weights(true),
        );
    let history = match folder {
        None => compiled.fit(&x, &y, &fit),
        Some(folder) => {
            let fit = fit
                .callback(ModelCheckpoint::new(folder.join("best.safetensors")).save_best_only(true))
                .callback(BackupAndRestore::new(folder).delete_checkpoint(false));
            compiled.fit(&x, &y, &fit)
        }
    };
    let history = history.expect("the training goes through");
    let numbers = history
        .epochs()
        .flat_map(|row| [row.loss, row["val_loss"], row["val_mean_absolute_error"]]);
    let numbers = numbers.chain(history["learning_rate"].iter().copied()).collect();
    (model, numbers)
}

/// The program that is killed: this test, started by the other one.
#[test]
fn child() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        train(Some(Path::new(&folder)));
    }
}

fn spawn(folder: &Path) -> std::process::Child {
    Command::new(std::env::current_exe().expect("the path of this program"))
        .args(["--exact", "child"])
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the child starts")
}

fn epoch_of(backup: &Path) -> Option<u64> {
    let bytes = fs::read(backup).ok()?;
    let file = safetensors::SafeTensors::deserialize(&bytes).expect("a whole file");
    let epoch = file.tensor("training/epoch").expect("the number of the epoch");
    Some(u64::from_le_bytes(epoch.data().try_into().expect("one number")))
}

#[test]
fn killed_at_any_moment_it_goes_on_to_the_same_bits() {
    let root = std::env::temp_dir().join(format!("layerproof-kill-{}", std::process::id()));
    let folder = |name: &str| -> PathBuf {
        let folder = root.join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        folder
    };
    let (whole, numbers) = train(None);
    let (killed, copy) = (folder("killed"), folder("copy"));
    let backup = killed.join("training.safetensors");

    let start = Instant::now();
    assert!(spawn(&killed).wait().expect("the child ends").success());
    let usual = start.elapsed();
    let mut rng = SmallRng::seed_from_u64(13);
    let mut seen = std::collections::BTreeSet::new();
    for kill in 0..KILLS {
        if epoch_of(&backup) == Some(EPOCHS as u64) {
            folder("killed");
        }
        let mut child = spawn(&killed);
        std::thread::sleep(usual.mul_f64(rng.random_range(0.0..1.0)) + Duration::from_micros(100));
        child.kill().expect("a child that may have ended already");
        child.wait().expect("the child ends");
        let Some(epoch) = epoch_of(&backup) else { continue };
        seen.insert(epoch);
        Net::boxed_from_file(killed.join("best.safetensors")).expect("the best model is whole");

        let _ = fs::remove_dir_all(&copy);
        fs::create_dir_all(&copy).expect("a folder");
        fs::copy(&backup, copy.join("training.safetensors")).expect("a copy");
        let (model, resumed) = train(Some(&copy));
        assert!(*model == *whole, "kill {kill}, in epoch {epoch}");
        assert_eq!(resumed, numbers, "kill {kill}, in epoch {epoch}");
    }
    assert!(seen.len() > 3, "the moments differ: {seen:?}");
    fs::remove_dir_all(&root).expect("the folder goes");
}
