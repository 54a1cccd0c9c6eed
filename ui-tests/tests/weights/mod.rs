//! The files of weights that the models under `pass/` and `fail/weights/` read.

use std::fs;
use std::path::Path;

/// A tensor: name, type, shape, numbers.
type Tensor<'a> = (&'a str, &'a str, &'a [usize], &'a [f64]);

const KERNEL: &[f64] = &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
const TRANSPOSED: &[f64] = &[1.0, 4.0, 2.0, 5.0, 3.0, 6.0];
const BIAS: &[f64] = &[7.0, 8.0, 9.0];
const SECOND: &[f64] = &[-1.0, -2.0, -3.0];
const NAN: f64 = f64::NAN;

/// Writes all of them where the compiler looks for them: beside the manifest that trybuild makes.
pub(crate) fn write() {
    let tests = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tests/trybuild/layerproof-ui-tests/weights");
    fs::create_dir_all(&tests).unwrap();
    let save = |name: &str, bytes: &[u8]| {
        let path = tests.join(name).with_extension("safetensors");
        // The same file with a new date would compile everything anew.
        if fs::read(&path).ok().as_deref() != Some(bytes) {
            fs::write(path, bytes).unwrap();
        }
    };
    let own = |dtype| {
        file(&[
            ("dense_1.kernel", dtype, &[2, 3], KERNEL),
            ("dense_1.bias", dtype, &[3], BIAS),
            ("dense_2.kernel", dtype, &[3, 1], SECOND),
            ("dense_2.bias", dtype, &[1], &[0.5]),
        ])
    };
    let whole = own("F32");
    save("own", &whole);
    save("half", &own("F16"));
    save("brain", &own("BF16"));
    save("cut", &whole[..whole.len() - 1]);
    save("text", b"these are no weights at all\n");
    save("hostile", &[&u64::MAX.to_le_bytes()[..], &whole[8..]].concat());
    save(
        "keras",
        &file(&[
            ("net/dense_7/bias", "F32", &[1], &[0.5]),
            ("net/dense_7/kernel", "F32", &[3, 1], SECOND),
            ("net/dense_6/bias", "F32", &[3], BIAS),
            ("net/dense_6/kernel", "F32", &[2, 3], KERNEL),
        ]),
    );
    save(
        "pytorch",
        &file(&[
            ("10.weight", "F32", &[1, 3], SECOND),
            ("10.bias", "F32", &[1], &[0.5]),
            ("2.weight", "F32", &[3, 2], TRANSPOSED),
            ("2.bias", "F32", &[3], BIAS),
        ]),
    );
    save(
        "transposed",
        &file(&[
            ("dense_1.kernel", "F32", &[3, 2], TRANSPOSED),
            ("dense_1.bias", "F32", &[3], BIAS),
            ("dense_2.kernel", "F32", &[1, 3], SECOND),
            ("dense_2.bias", "F32", &[1], &[0.5]),
        ]),
    );
    save(
        "square",
        &file(&[
            ("0.weight", "F32", &[2, 2], &[1.0, 2.0, 3.0, 4.0]),
            ("0.bias", "F32", &[2], &[0.0, 0.0]),
        ]),
    );
    save(
        "large",
        &file(&[
            ("dense_1.kernel", "F64", &[2, 3], KERNEL),
            ("dense_1.bias", "F64", &[3], &[7.0, 1e39, 9.0]),
            ("dense_2.kernel", "F64", &[3, 1], SECOND),
            ("dense_2.bias", "I32", &[1], &[0.5]),
        ]),
    );
    save(
        "misfits",
        &file(&[
            ("dense_1.kernel", "F64", &[2, 4], &[1.0; 8]),
            ("dense_1.bias", "F32", &[3], &[1.0, NAN, NAN]),
            ("dense_2.kernel", "F32", &[3, 1], SECOND),
            ("dense_3.kernel", "F32", &[1, 1], &[1.0]),
        ]),
    );
}

/// A safetensors file of these tensors.
fn file(tensors: &[Tensor<'_>]) -> Vec<u8> {
    let (mut entries, mut data) = (Vec::new(), Vec::new());
    for (name, dtype, shape, numbers) in tensors {
        let begin = data.len();
        for number in *numbers {
            let single = *number as f32;
            match *dtype {
                "F64" => data.extend(number.to_le_bytes()),
                "BF16" => data.extend(&single.to_le_bytes()[2..]),
                "F16" => data.extend(half(single).to_le_bytes()),
                _ => data.extend(single.to_le_bytes()),
            }
        }
        let end = data.len();
        entries.push(format!(
            r#""{name}":{{"dtype":"{dtype}","shape":{shape:?},"data_offsets":[{begin},{end}]}}"#
        ));
    }
    let header = format!("{{{}}}", entries.join(","));
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &data].concat()
}

/// A small whole number as 16 bits.
fn half(number: f32) -> u16 {
    let bits = number.to_bits();
    let exponent = (bits >> 23 & 0xff) + 15 - 127;
    (bits >> 16 & 0x8000 | exponent << 10 | bits >> 13 & 0x3ff) as u16
}
