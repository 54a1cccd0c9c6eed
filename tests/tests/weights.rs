//! Files of weights: what is written, what is read, and what is refused.

use std::fs;
use std::path::PathBuf;

use layerproof::Error;
use layerproof::prelude::*;
use layerproof::weights::{self, LoadError, Mismatch};
use layerproof_tests::{Tolerance, assert_close, read_tensors};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

type Small = sequential!(Input<2>, Dense<3, Relu>, Dense<1, Sigmoid>);
type Double = sequential!(Input<2, dtype = f64>, Dense<3, Relu>, Dense<1, Sigmoid>);
type Unbiased = sequential!(Input<2>, Dense<3, Relu, use_bias = false>);

sequential! {
    /// Every kind of layer that has parameters, and some that have none.
    struct Pictures {
        Input<6, 6, 2>,
        Conv2d<3, 3, 2, Relu, padding = Same>,
        MaxPooling2d<2>,
        edges: Conv2d<4, 2, 2, use_bias = false>,
        Flatten,
        Dropout<0.5>,
        Dense<5, Softmax>,
    }
}

fn rng() -> SmallRng {
    SmallRng::seed_from_u64(7)
}

/// A folder of its own for each test, gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("layerproof-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn bits<M: Model<Scalar = f32>>(model: &M) -> Vec<u32> {
    let mut bits = Vec::new();
    model.parameters(&mut |_, _, values: &[f32]| bits.extend(values.iter().map(|x| x.to_bits())));
    bits
}

/// A safetensors file from (name, type, shape, f32 numbers).
fn file(tensors: &[(&str, Dtype, &[usize], &[f32])]) -> Vec<u8> {
    let data: Vec<Vec<u8>> = tensors
        .iter()
        .map(|(_, dtype, _, values)| match dtype {
            Dtype::F64 => values.iter().flat_map(|&x| f64::from(x).to_le_bytes()).collect(),
            _ => values.iter().flat_map(|x| x.to_le_bytes()).collect(),
        })
        .collect();
    let views = tensors.iter().zip(&data).map(|(&(name, dtype, shape, _), data)| {
        let view = TensorView::new(dtype, shape.to_vec(), data).unwrap();
        (name, view)
    });
    safetensors::serialize(views, None).unwrap()
}

#[test]
fn a_saved_model_comes_back_bit_by_bit() {
    let folder = Folder::new("round-trip");
    let path = folder.file("model.safetensors");
    let mut model = Small::random(&mut rng());
    // What is no ordinary number but no NaN either must come back as well.
    let odd = [-0.0, f32::MIN_POSITIVE / 4.0, f32::MAX, f32::INFINITY];
    Small::parameters_mut([&mut model], &mut |_, _, [values]: [&mut [f32]; 1]| {
        for (value, odd) in values.iter_mut().zip(odd) {
            *value = odd;
        }
    });
    model.save(&path).unwrap();
    let loaded = Small::from_file(&path).unwrap();
    assert_eq!(bits(&loaded), bits(&model));
    assert_eq!(bits(&*Small::boxed_from_file(&path).unwrap()), bits(&model));
    assert_eq!(fs::read(&path).unwrap(), model.to_bytes());

    let double = Double::random(&mut rng());
    let mut other = Double::zeros();
    other.load_from(&double.to_bytes()).unwrap();
    assert_eq!(other, double);
    assert_eq!(folder.names(), ["model.safetensors"]);
}

#[test]
fn names_shapes_and_order_are_keras_s() {
    let mut model = Small::zeros();
    let kernel = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let wanted = file(&[
        ("dense_1.kernel", Dtype::F32, &[2, 3], &kernel),
        ("dense_1.bias", Dtype::F32, &[3], &[0.1, 0.2, 0.3]),
        ("dense_2.kernel", Dtype::F32, &[3, 1], &[7.0, 8.0, 9.0]),
        ("dense_2.bias", Dtype::F32, &[1], &[0.5]),
    ]);
    model.load_from(&wanted).unwrap();
    // Input 0 adds 1, 2, 3 to the three units, input 1 adds 4, 5, 6.
    let (first, _) = SafeTensors::read_metadata(&model.to_bytes()).unwrap();
    assert_eq!(first % 8, 0, "the numbers are aligned");
    let hidden = [0.1 + 1.0 + 40.0, 0.2 + 2.0 + 50.0, 0.3 + 3.0 + 60.0_f32];
    let sum = 0.5 + 7.0 * hidden[0] + 8.0 * hidden[1] + 9.0 * hidden[2];
    let p = model.predict(&[1.0, 10.0])[0];
    assert!((p - 1.0 / (1.0 + (-sum).exp())).abs() < 1e-6);

    let bytes = model.to_bytes();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(file.tensor("dense_1.kernel").unwrap().shape(), [2, 3]);
    let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    assert_eq!(metadata.metadata().as_ref().unwrap()["producer"], "layerproof");
    assert_eq!(
        metadata.offset_keys(),
        ["dense_1.kernel", "dense_1.bias", "dense_2.kernel", "dense_2.bias"]
    );
    let names = SafeTensors::deserialize(&Unbiased::zeros().to_bytes()).unwrap().len();
    assert_eq!(names, 1);
}

#[test]
fn a_convolution_is_kept_as_height_width_in_out() {
    let model = Pictures::random(&mut rng());
    let bytes = model.to_bytes();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let shape = |name: &str| file.tensor(name).unwrap().shape().to_vec();
    assert_eq!(shape("conv2d_1.kernel"), [3, 2, 2, 3]);
    assert_eq!(shape("conv2d_1.bias"), [3]);
    assert_eq!(shape("edges.kernel"), [2, 2, 3, 4]);
    assert_eq!(shape("dense_1.kernel"), [16, 5]);
    assert_eq!(file.len(), 5);
    let mut loaded = Pictures::zeros();
    loaded.load_from(&bytes).unwrap();
    assert!(loaded == model);
}

#[test]
fn one_error_lists_everything_that_does_not_fit() {
    let folder = Folder::new("misfits");
    let path = folder.file("other.safetensors");
    let bytes = file(&[
        ("dense_1.kernel", Dtype::F32, &[3, 2], &[1.0; 6]),
        ("dense_1.bias", Dtype::F32, &[3], &[1.0, f32::NAN, f32::NAN]),
        ("dense_2.kernel", Dtype::F64, &[4, 1], &[1.0; 4]),
        ("dense_3.kernel", Dtype::F32, &[1, 1], &[1.0]),
        ("another", Dtype::F64, &[2], &[1.0; 2]),
    ]);
    fs::write(&path, &bytes).unwrap();
    let mut model = Small::random(&mut rng());
    let before = bits(&model);
    let error = model.load(&path).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the weights in `{}` do not fit the model:
  dense_1.kernel: expected shape (2, 3), found (3, 2) (transposed: PyTorch's order)
  dense_1.bias: expected numbers, found 2 NaN, the first at 1
  dense_2.kernel: expected shape (3, 1), found (4, 1)
  dense_2.kernel: expected type F32, found F64
  dense_2.bias: expected F32 (1), found no such tensor
  another: expected no such tensor, found F64 (2)
  dense_3.kernel: expected no such tensor, found F32 (1, 1)",
            path.display()
        )
    );
    assert_eq!(bits(&model), before, "a failed load changes nothing");
    let Error::Weights(weights::Error::Mismatches { mismatches, .. }) = error else {
        panic!("{error:?}");
    };
    assert_eq!(mismatches.len(), 7);
    assert!(matches!(&mismatches[6], Mismatch::Surplus { tensor, .. } if tensor == "dense_3.kernel"));
    let error = model.load_from(&bytes).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("the weights do not fit the model:\n"), "{text}");
    assert_eq!(
        text,
        error.report(&bytes).to_string(),
        "the same list, kept and read anew"
    );
    let LoadError::Mismatches(mismatches) = &error else {
        panic!("{error}");
    };
    assert_eq!(mismatches.count(), 7);
    assert_eq!(format!("{mismatches:?}"), "7 mismatches, the first in dense_1.kernel");
    let mut names = Vec::new();
    mismatches.each(&bytes, |mismatch| names.push(mismatch.tensor().to_string()));
    assert_eq!(names[5..], ["another", "dense_3.kernel"]);
    assert_eq!(bits(&model), before);
}

#[test]
fn an_error_of_loading_leaves_the_function_that_had_the_bytes() {
    fn load(read: impl Fn() -> Vec<u8>) -> Result<Small, Box<dyn std::error::Error>> {
        let bytes = read();
        let mut model = Small::zeros();
        model.load_from(&bytes)?;
        Ok(model)
    }

    assert!(load(|| Small::zeros().to_bytes()).is_ok());
    let error = load(|| Double::zeros().to_bytes()).unwrap_err();
    assert!(
        format!("{error:?}").contains("expected type F32, found F64"),
        "{error:?}"
    );
    let long = "long_".repeat(20);
    let error = load(|| file(&[(&long, Dtype::F32, &[1], &[1.0])])).unwrap_err();
    assert!(error.to_string().contains(&long), "{error}");
}

#[test]
fn a_file_of_the_other_number_type_does_not_fit() {
    let bytes = Double::zeros().to_bytes();
    let error = Small::zeros().load_from(&bytes).unwrap_err();
    assert_eq!(error.to_string().matches("expected type F32, found F64").count(), 4);
}

#[test]
fn a_part_of_a_file_is_refused_at_every_length() {
    let folder = Folder::new("truncated");
    let whole = Small::random(&mut rng()).to_bytes();
    let mut model = Small::random(&mut SmallRng::seed_from_u64(8));
    let before = model;
    for length in 0..whole.len() {
        let error = model.load_from(&whole[..length]).unwrap_err();
        assert!(matches!(error, LoadError::Format(_)), "{length} bytes: {error}");
        let Error::Weights(weights::Error::Format { reason, .. }) = error.into() else {
            panic!("{length} bytes");
        };
        assert!(!reason.is_empty());
    }
    let path = folder.file("half.safetensors");
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let error = model.load(&path).unwrap_err().to_string();
    let start = format!("the weights in `{}` are not a whole safetensors file: ", path.display());
    assert!(error.starts_with(&start), "{error}");
    let mut longer = whole.clone();
    longer.push(0);
    assert!(model.load_from(&longer).is_err());
    assert!(model == before);
    model.load_from(&whole).unwrap();
}

/// Loads what may be damaged: an error and no change, or exactly the numbers that another reader finds in the file.
fn load_damaged(bytes: &[u8]) -> bool {
    let before = Small::random(&mut SmallRng::seed_from_u64(9));
    let mut model = before;
    if let Err(error) = model.load_from(bytes) {
        assert!(!error.to_string().is_empty());
        assert!(model == before, "{error}, and yet the model changed");
        return false;
    }
    let other = SafeTensors::deserialize(bytes).expect("what we read, others can read");
    let mut count = 0;
    model.parameters(&mut |layer, parameter, values: &[f32]| {
        let tensor = other.tensor(&format!("{layer}.{}", parameter.name)).unwrap();
        let numbers = tensor
            .data()
            .chunks_exact(4)
            .map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()));
        assert!(values.iter().map(|x| x.to_bits()).eq(numbers.map(f32::to_bits)));
        assert_eq!((tensor.dtype(), tensor.shape()), (Dtype::F32, parameter.shape));
        count += 1;
    });
    assert_eq!(count, other.len());
    true
}

#[test]
fn a_damaged_byte_gives_an_error_or_the_number_that_is_there() {
    let whole = Small::random(&mut rng()).to_bytes();
    let (header, _) = SafeTensors::read_metadata(&whole).unwrap();
    let mut damaged = whole.clone();
    let mut loaded = 0;
    for place in 0..whole.len() {
        for flip in 1..=255 {
            damaged[place] = whole[place] ^ flip;
            loaded += usize::from(load_damaged(&damaged));
        }
        damaged[place] = whole[place];
    }
    // Most flips within the numbers give other numbers, and most others an error.
    let numbers = (whole.len() - 8 - header) * 255;
    assert!(
        loaded > numbers * 98 / 100 && loaded < numbers + header * 255 / 4,
        "{loaded} of {numbers}"
    );
}

#[test]
fn a_byte_more_or_less_gives_an_error_wherever_it_is() {
    let whole = Small::random(&mut rng()).to_bytes();
    for place in 0..whole.len() {
        let mut damaged = whole.clone();
        let byte = damaged.remove(place);
        assert!(!load_damaged(&damaged), "without byte {place}");
        for more in [0, b' ', b'0', b'"', b'}', byte, 0xff] {
            let mut damaged = whole.clone();
            damaged.insert(place, more);
            assert!(!load_damaged(&damaged), "{more} before byte {place}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn parts_of_a_file_in_any_order_never_load_in_part(
        cuts in proptest::collection::vec((0_usize..400, 0_usize..40, 0_usize..400), 1..4),
        bytes in proptest::collection::vec(0_u8.., 0..12),
        at in 0_usize..400,
    ) {
        let mut damaged = Small::random(&mut rng()).to_bytes();
        for (from, count, to) in cuts {
            let from = from.min(damaged.len());
            let moved: Vec<u8> = damaged.splice(from..(from + count).min(damaged.len()), []).collect();
            let to = to.min(damaged.len());
            damaged.splice(to..to, moved);
        }
        let at = at.min(damaged.len());
        let end = (at + bytes.len()).min(damaged.len());
        damaged.splice(at..end, bytes);
        load_damaged(&damaged);
    }

    #[test]
    fn any_header_is_read_or_refused(header in r#"[\{\}\[\]",:0-9a-z_ \\]{0,80}"#, data in proptest::collection::vec(0_u8.., 0..16)) {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        bytes.extend(data);
        proptest::prop_assert!(!load_damaged(&bytes));
    }
}

/// A header with our tensors, of which one entry is another.
fn with_entry(layer: &str, dtype: &str, shape: &str, offsets: &str) -> Vec<u8> {
    let entry = |name: &str, dtype: &str, shape: &str, offsets: &str| {
        format!(r#""{name}":{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}}"#)
    };
    let header = format!(
        "{{{},{},{},{}}}",
        entry("dense_1.kernel", "F32", "[2,3]", "[0,24]"),
        entry("dense_1.bias", "F32", "[3]", "[24,36]"),
        entry("dense_2.kernel", "F32", "[3,1]", "[36,48]"),
        entry(layer, dtype, shape, offsets),
    );
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.extend([0; 52]);
    bytes
}

#[test]
fn lies_about_a_tensor_are_refused() {
    assert!(load_damaged(&with_entry("dense_2.bias", "F32", "[1]", "[48,52]")));
    assert!(load_damaged(&with_entry(r"dense\u005f2.bias", "F32", "[1]", "[48,52]")));
    let max = u64::MAX;
    for (name, dtype, shape, offsets) in [
        ("dense_1.bias", "F32", "[1]", "[48,52]"),
        (r"dense_1\u002ebias", "F32", "[1]", "[48,52]"),
        ("dense_2.bias", "F32", "[1]", "[44,48]"),
        ("dense_2.bias", "F32", "[1]", "[0,4]"),
        ("dense_2.bias", "F32", "[1]", "[49,53]"),
        ("dense_2.bias", "F32", "[1]", "[52,48]"),
        ("dense_2.bias", "F32", "[2]", "[44,52]"),
        ("dense_2.bias", "F32", "[1,1]", "[48,52]"),
        ("dense_2.bias", "F32", "[]", "[48,52]"),
        ("dense_2.bias", "I32", "[1]", "[48,52]"),
        ("dense_2.bias", "F16", "[2]", "[48,52]"),
        ("dense_2.bia", "F32", "[1]", "[48,52]"),
        ("dense_2.bias2", "F32", "[1]", "[48,52]"),
        ("dense_02.bias", "F32", "[1]", "[48,52]"),
        ("dense_2.bias", "F32", &format!("[{max}]"), "[48,52]"),
        ("dense_2.bias", "F32", &format!("[{},4]", max / 4 + 1), "[48,52]"),
        ("dense_2.bias", "F32", "[1]", &format!("[48,{max}]")),
        ("dense_2.bias", "F32", "[1]", &format!("[{},{max}]", max - 4)),
        (
            "dense_2.bias",
            "F32",
            "[1]",
            "[18446744073709551664,18446744073709551668]",
        ),
    ] {
        assert!(
            !load_damaged(&with_entry(name, dtype, shape, offsets)),
            "{name} {dtype} {shape} {offsets}"
        );
    }
}

#[test]
fn bytes_that_only_look_like_a_file_are_refused() {
    let lies = |header: &str, data: &[u8]| {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        bytes.extend(data);
        Small::zeros().load_from(&bytes).unwrap_err().to_string()
    };
    let longest = u64::MAX;
    for header in [
        String::new(),
        "{}".into(),
        "[]".into(),
        "not json".into(),
        r#"{"dense_1.kernel":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}"#.into(),
        r#"{"dense_1.kernel":{"dtype":"F32","shape":[2,3],"data_offsets":[24,0]}}"#.into(),
        format!(r#"{{"dense_1.kernel":{{"dtype":"F32","shape":[{longest},{longest}],"data_offsets":[0,4]}}}}"#),
        format!(r#"{{"dense_1.kernel":{{"dtype":"F32","shape":[2,3],"data_offsets":[0,{longest}]}}}}"#),
        r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
            .into(),
    ] {
        assert!(!lies(&header, &[0; 4]).is_empty(), "{header}");
    }
    for length in [1 << 20, longest - 7, longest - 8, longest] {
        let mut bytes = length.to_le_bytes().to_vec();
        bytes.extend(b"{}");
        let error = Small::zeros().load_from(&bytes).unwrap_err().to_string();
        assert!(
            error.contains(&format!("the header has {length} bytes, but 2 follow")),
            "{error}"
        );
    }
}

#[test]
fn a_file_that_cannot_be_written_or_read_is_named() {
    let folder = Folder::new("unwritable");
    let model = Small::random(&mut rng());
    let nowhere = folder.file("no such folder").join("model.safetensors");
    let error = model.save(&nowhere).unwrap_err();
    assert!(matches!(error, Error::Weights(weights::Error::Write { .. })));
    assert!(error.to_string().contains("no such folder"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
    assert!(model.save(&folder.0).is_err(), "a folder is no file");
    assert!(model.save("").is_err());
    let error = Small::from_file(&nowhere).unwrap_err();
    assert!(matches!(error, Error::Weights(weights::Error::Read { .. })));
    assert!(error.to_string().starts_with("cannot read `"), "{error}");

    let path = folder.file("kept.safetensors");
    model.save(&path).unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    assert!(Small::zeros().save(&path).is_err(), "a read-only file is not replaced");
    assert!(Small::from_file(&path).unwrap() == model);
    assert_eq!(folder.names(), ["kept.safetensors"], "nothing is left behind");
}

#[cfg(unix)]
#[test]
fn saving_keeps_links_and_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new("links");
    let (path, link) = (folder.file("model.safetensors"), folder.file("latest"));
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("model.safetensors", &link).unwrap();
    let model = Small::random(&mut rng());
    model.save(&link).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(Small::from_file(&path).unwrap() == model);
    model.save("/dev/null").unwrap();
    assert!(
        !fs::metadata("/dev/null").unwrap().is_file(),
        "a device is written, not replaced"
    );
}

/// The weights that Keras trained, under this model's names, answer as they did in Keras.
#[test]
fn weights_from_keras_predict_what_keras_predicts() {
    type Digits = sequential!(Input<64>, Dense<32, Relu>, Dropout<0.1>, Dense<10, Softmax>);
    let folder = layerproof_tests::folder().join("files");
    let bytes = fs::read(folder.join("digits_mlp.weights.safetensors")).unwrap();
    let keras = SafeTensors::deserialize(&bytes).unwrap();
    let renamed = [
        ("digits_mlp/hidden/kernel", "dense_1.kernel"),
        ("digits_mlp/hidden/bias", "dense_1.bias"),
        ("digits_mlp/digit/kernel", "dense_2.kernel"),
        ("digits_mlp/digit/bias", "dense_2.bias"),
    ];
    let views = renamed.map(|(keras_s, ours)| (ours, keras.tensor(keras_s).unwrap()));
    let mut model = Digits::zeros();
    model.load_from(&safetensors::serialize(views, None).unwrap()).unwrap();

    let tensors = read_tensors(&folder.join("digits_mlp.io.safetensors"));
    let tolerance = Tolerance { atol: 1e-5, rtol: 1e-4 };
    let rows = tensors["x"]
        .values
        .chunks_exact(64)
        .zip(tensors["y"].values.chunks_exact(10));
    for (x, y) in rows {
        let x: [f32; 64] = std::array::from_fn(|i| x[i] as f32);
        assert_close("probabilities", model.predict(&x).as_slice(), y, tolerance);
    }
}

#[test]
fn the_architecture_is_a_table() {
    let table = Small::summary().to_string();
    assert_eq!(
        table,
        "\
Model: Sequential

Layer    Kind               Output  Parameters
───────  ─────────────────  ──────  ──────────
input    Input<2>                2           0
dense_1  Dense<3, Relu>          3           9
dense_2  Dense<1, Sigmoid>       1           4

Parameters     13
Multiply-adds  9 a prediction
Flash          128 bytes
Scratch        12 bytes"
    );
    assert!(Double::summary().to_string().contains("Input<2, dtype = f64>"));
    let large = <sequential!(Input<1000>, Dense<1000>)>::summary().to_string();
    assert!(large.contains("1,001,000"), "{large}");

    let model = Small::random(&mut rng());
    assert_eq!(
        format!("{model:?}"),
        "Sequential { dense_1: Dense<3, Relu>, dense_2: Dense<1, Sigmoid> }"
    );
    assert_eq!(
        format!("{model:#?}"),
        "Sequential {\n    dense_1: Dense<3, Relu>,\n    dense_2: Dense<1, Sigmoid>,\n}"
    );
}
