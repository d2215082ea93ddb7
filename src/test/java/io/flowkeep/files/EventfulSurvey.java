package io.flowkeep.files;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** A store in which something happens while its files are looked at. */
final class EventfulSurvey implements Survey {
    private final Survey inner;
    private final Callable<Object> event;

    private EventfulSurvey(Survey inner, Callable<Object> event) {
        this.inner = inner;
        this.event = event;
    }

    /** It happens when the survey has begun and nothing has been looked at. */
    static FileStore before(FileStore store, Callable<Object> event) {
        return store(
                store,
                survey -> {
                    event.call();
                    return survey;
                });
    }

    /** It happens when files have been looked at, before they are told. */
    static FileStore between(FileStore store, Callable<Object> event) {
        return store(store, survey -> new EventfulSurvey(survey, event));
    }

    private interface Wrapping {
        Survey wrap(Survey survey) throws Exception;
    }

    private static FileStore store(FileStore store, Wrapping wrapping) {
        return (FileStore)
                Proxy.newProxyInstance(
                        FileStore.class.getClassLoader(),
                        new Class<?>[] {FileStore.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("survey")) {
                                arguments[2] = wrapping.wrap((Survey) arguments[2]);
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @Override
    public void saw(List<SeenFile> files) {
        try {
            event.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        inner.saw(files);
    }

    @Override
    public void passedFolder(String name) {
        inner.passedFolder(name);
    }

    @Override
    public void passed(Predicate<String> names) {
        inner.passed(names);
    }
}
