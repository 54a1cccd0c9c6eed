//! What people who come from Keras, PyTorch or a paper write. Case and underscores do not count.

use super::nearest::plain;

/// From what is written to what is meant.
pub(super) struct Table(&'static [(&'static str, &'static [&'static str])]);

impl Table {
    /// The first right name for a wrong one.
    pub(super) fn find(&self, word: &str) -> Option<&'static str> {
        self.all(word).next()
    }

    /// Every right name for a wrong one, the likeliest first.
    pub(super) fn all(&self, word: &str) -> impl Iterator<Item = &'static str> {
        let word = plain(word);
        self.0
            .iter()
            .filter(move |(_, aliases)| aliases.contains(&word.as_str()))
            .map(|(name, _)| *name)
    }
}

/// The name of this list that the word is a spelling of.
pub(super) fn later(word: &str, names: &[&'static str]) -> Option<&'static str> {
    let word = plain(word);
    names.iter().find(|name| plain(name) == word).copied()
}

pub(super) const LAYERS: Table = Table(&[
    ("Input", &["inputlayer", "inputs", "inputshape", "inp"]),
    (
        "Dense",
        &[
            "fullyconnected",
            "fc",
            "denselayer",
            "affine",
            "innerproduct",
            "lazylinear",
            "perceptron",
            "mlp",
            "output",
            "outputlayer",
            "hidden",
            "hiddenlayer",
        ],
    ),
    (
        "Conv1d",
        &[
            "convolution1d",
            "convolutional1d",
            "lazyconv1d",
            "causalconv1d",
            "temporalconvolution",
        ],
    ),
    (
        "Conv2d",
        &[
            "convolution2d",
            "conv",
            "convolution",
            "convolutional",
            "convolutional2d",
            "conv2dlayer",
            "lazyconv2d",
        ],
    ),
    (
        "Conv2dTranspose",
        &[
            "convtranspose2d",
            "convtranspose",
            "deconv2d",
            "deconv",
            "deconvolution",
            "transposedconv2d",
        ],
    ),
    ("Conv1dTranspose", &["convtranspose1d", "deconv1d", "transposedconv1d"]),
    ("DepthwiseConv2d", &["depthwise", "depthwise2d", "depthwiseconv"]),
    ("DepthwiseConv1d", &["depthwise1d"]),
    (
        "SeparableConv2d",
        &["separable", "separable2d", "separableconv", "separableconvolution2d"],
    ),
    ("SeparableConv1d", &["separable1d", "separableconvolution1d"]),
    (
        "MaxPooling2d",
        &["maxpool2d", "maxpool", "maxpooling", "maxpool2", "pooling", "pooling2d"],
    ),
    (
        "GlobalAveragePooling2d",
        &[
            "globalavgpool2d",
            "globalavgpool",
            "globalavgpooling2d",
            "globalaveragepool2d",
            "globalaveragepooling",
            "adaptiveavgpool2d",
            "globalpooling",
            "gap",
            "gap2d",
        ],
    ),
    ("AveragePooling1d", &["avgpool1d", "avgpooling1d"]),
    (
        "AveragePooling2d",
        &[
            "avgpool2d",
            "avgpooling2d",
            "avgpool",
            "averagepool2d",
            "averagepooling",
        ],
    ),
    ("MaxPooling1d", &["maxpool1d"]),
    (
        "GlobalMaxPooling2d",
        &["globalmaxpool2d", "adaptivemaxpool2d", "globalmaxpool"],
    ),
    ("GlobalMaxPooling1d", &["globalmaxpool1d", "adaptivemaxpool1d"]),
    ("GlobalAveragePooling1d", &["globalavgpool1d", "adaptiveavgpool1d"]),
    ("UpSampling2d", &["upsample", "upsample2d"]),
    ("ZeroPadding2d", &["zeropad2d", "pad2d"]),
    ("Permute", &["transpose", "swapaxes"]),
    ("RepeatVector", &["repeat", "tile"]),
    ("ZeroPadding1d", &["zeropad1d", "pad1d", "constantpad1d"]),
    ("Cropping1d", &["crop1d"]),
    ("Cropping2d", &["crop2d", "crop"]),
    ("UpSampling1d", &["upsample1d"]),
    ("Rescaling", &["rescale", "scale"]),
    ("LayerNormalization", &["layernorm", "layernormalisation", "ln"]),
    (
        "BatchNormalization",
        &[
            "batchnorm",
            "batchnorm1d",
            "batchnorm2d",
            "batchnorm3d",
            "bn",
            "batchnormalisation",
        ],
    ),
    ("GroupNormalization", &["groupnorm", "groupnormalisation"]),
    ("RmsNormalization", &["rmsnorm", "rmsnormalisation"]),
    ("UnitNormalization", &["unitnorm", "l2norm", "l2normalize", "normalize"]),
    ("SimpleRnn", &["rnn", "recurrent", "elman", "vanillarnn"]),
    ("Lstm", &["longshorttermmemory", "cudnnlstm", "lstmlayer"]),
    ("Gru", &["gatedrecurrentunit", "cudnngru", "grulayer"]),
    ("Bidirectional", &["bilstm", "bigru", "birnn"]),
    ("TimeDistributed", &["timedistributeddense"]),
    ("Dropout", &["dropoutlayer"]),
    ("SpatialDropout2d", &["dropout2d"]),
    ("SpatialDropout1d", &["dropout1d"]),
    ("GaussianNoise", &["noise"]),
    ("Add", &["sum", "plus", "addition", "residual", "skip", "merge"]),
    ("Subtract", &["minus", "sub", "difference"]),
    ("Multiply", &["mul", "times", "product", "gate"]),
    ("Average", &["avg"]),
    ("Maximum", &["elementwisemax"]),
    ("Minimum", &["elementwisemin"]),
    ("Concatenate", &["concat", "cat", "hstack", "concatenation", "stack"]),
    ("Dot", &["dotproduct", "innerprod", "matmul"]),
    ("PRelu", &["prelu", "parametricrelu"]),
    ("Normalization", &["standardscaler", "standardization", "zscore"]),
    ("Flatten", &["flat", "ravel"]),
    ("Reshape", &["view", "unflatten"]),
    ("Silu", &["swish"]),
    ("HardSilu", &["hardswish"]),
    ("Gelu", &["gelutanh"]),
    ("Sigmoid", &["logistic"]),
    ("Exponential", &["exp"]),
    ("LeakyRelu", &["lrelu"]),
]);

pub(super) const ACTIVATIONS: Table = Table(&[
    ("Linear", &["identity", "none", "null"]),
    ("Silu", &["swish"]),
    ("HardSilu", &["hardswish"]),
    ("Gelu", &["gelutanh"]),
    ("Sigmoid", &["logistic", "sigm"]),
    ("Exponential", &["exp"]),
    ("LeakyRelu", &["lrelu"]),
    ("Relu", &["rectifier", "ramp"]),
    ("Tanh", &["hyperbolictangent"]),
]);

pub(super) const INITIALIZERS: Table = Table(&[
    ("Zeros", &["zero", "zeroes"]),
    ("Ones", &["one"]),
    ("Constant", &["const", "fill", "value"]),
    (
        "GlorotUniform",
        &["glorot", "xavier", "xavieruniform", "glorotuniforminitializer"],
    ),
    ("GlorotNormal", &["xaviernormal"]),
    ("HeUniform", &["he", "kaiming", "kaiminguniform"]),
    ("HeNormal", &["kaimingnormal"]),
    ("Identity", &["eye", "identityinitializer"]),
    ("VarianceScaling", &["variancescaling", "scaled"]),
    ("LecunUniform", &["lecun"]),
    ("RandomUniform", &["uniform"]),
    ("RandomNormal", &["normal", "gaussian", "random"]),
    ("TruncatedNormal", &["truncnormal", "truncated"]),
    ("Orthogonal", &["orthogonalinitializer", "orthonormal", "ortho"]),
]);

pub(super) const ARGUMENTS: Table = Table(&[
    (
        "units",
        &[
            "outfeatures",
            "outputdim",
            "neurons",
            "nodes",
            "hidden",
            "numunits",
            "hiddensize",
            "hiddendim",
            "dim",
            "size",
            "out",
            "outputs",
            "features",
            "width",
            "n",
        ],
    ),
    (
        "filters",
        &[
            "outchannels",
            "channels",
            "numfilters",
            "nfilters",
            "units",
            "outfeatures",
        ],
    ),
    (
        "activation",
        &["act", "activationfn", "activationfunction", "nonlinearity", "fn"],
    ),
    ("use_bias", &["bias", "hasbias", "withbias", "nobias"]),
    (
        "kernel_initializer",
        &[
            "kernelinit",
            "weightinit",
            "weightsinit",
            "init",
            "initializer",
            "weightinitializer",
            "winit",
            "kernelinitialiser",
        ],
    ),
    (
        "recurrent_initializer",
        &["recurrentinit", "orthogonal", "recurrentkernelinitializer"],
    ),
    ("recurrent_activation", &["gateactivation", "inneractivation"]),
    ("return_sequences", &["sequences", "returnsequence", "returnall"]),
    ("go_backwards", &["backwards", "reverse", "gobackward"]),
    ("bias_initializer", &["biasinit", "binit", "biasinitialiser"]),
    (
        "kernel_size",
        &["kernel", "ksize", "filtersize", "windowsize", "k", "size"],
    ),
    (
        "pool_size",
        &[
            "poolsize",
            "pool",
            "kernelsize",
            "kernel",
            "size",
            "window",
            "windowsize",
        ],
    ),
    ("strides", &["stride", "step", "steps", "subsampling"]),
    ("padding", &["pad", "paddingmode", "border", "bordermode"]),
    ("dilation_rate", &["dilation", "dilations", "atrousrate"]),
    ("layer", &["module", "wrapped", "forwardlayer", "cell"]),
    ("merge_mode", &["merge", "mode"]),
    ("groups", &["group", "numgroups"]),
    (
        "vocabulary",
        &["inputdim", "numembeddings", "vocabsize", "vocab", "vocabularysize"],
    ),
    ("width", &["outputdim", "embeddingdim", "embeddim"]),
    (
        "depth_multiplier",
        &["multiplier", "depthmultiplier", "channelmultiplier"],
    ),
    (
        "rate",
        &["p", "prob", "probability", "dropout", "keepprob", "dropoutrate"],
    ),
    (
        "negative_slope",
        &["alpha", "slope", "leak", "leakiness", "negativeslope"],
    ),
    ("alpha", &["negativeslope", "slope", "a"]),
    ("min", &["minval", "low", "a", "lower"]),
    ("max", &["maxval", "high", "b", "upper"]),
    ("mean", &["mu", "loc"]),
    ("stddev", &["std", "sigma", "scale", "standarddeviation"]),
    ("value", &["constant", "val"]),
    ("target_shape", &["shape", "size", "newshape", "outputshape", "dims"]),
    ("dtype", &["type", "datatype", "scalar", "float", "precision"]),
    ("activation", &["function", "name"]),
]);

/// Other names of layers that are not here yet.
pub(super) const LATER_LAYER_NAMES: Table = Table(&[
    ("MaxPooling3d", &["maxpool3d"]),
    ("MultiHeadAttention", &["multiheadattention", "mha", "selfattention"]),
]);

pub(super) const LATER_LAYERS: &[&str] = &[
    "ConvLstm2d",
    "Conv3d",
    "MaxPooling3d",
    "AveragePooling3d",
    "GlobalAveragePooling3d",
    "Attention",
    "AdditiveAttention",
    "MultiHeadAttention",
    "GroupQueryAttention",
    "ActivityRegularization",
    "Masking",
    "Lambda",
    "EinsumDense",
];

pub(super) const LATER_ACTIVATIONS: &[&str] = &["Glu", "Prelu"];
